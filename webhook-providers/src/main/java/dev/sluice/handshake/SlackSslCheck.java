package dev.sluice.handshake;

import dev.sluice.body.BodyFormat;
import dev.sluice.body.FormFields;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slack's look at the certificate of a slash command's URL: {@code ssl_check=1}, as a form or in the query. It is not
 * signed, and nothing of it is kept.
 *
 * @see <a href="https://docs.slack.dev/interactivity/implementing-slash-commands">Slash commands</a>
 */
final class SlackSslCheck implements Handshake {
    private static final String CHECK = "ssl_check";
    private static final List<String> EXPECTED = List.of("1");

    /** Of an unproven body so much is looked at and no more; the check is a few dozen bytes. */
    private static final int BODY_LIMIT = 1024;

    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        return isCheck(request) ? Optional.of(new Passed<>(HandshakeReply.text(""))) : Optional.empty();
    }

    private static boolean isCheck(SignedRequest request) {
        try {
            if (Question.isOf(request, "GET") || Question.isOf(request, "HEAD")) {
                return EXPECTED.equals(FormFields.ofQuery(request.url()).asMap().get(CHECK));
            }
            if (!Question.isOf(request, "POST")
                    || request.body().length > BODY_LIMIT
                    || !BodyFormat.FORM.carriedBy(
                            request.headers().first("content-type").orElse(""))) {
                return false;
            }
            Map<String, List<String>> fields = FormFields.of(request.body()).asMap();
            // What is done in Slack has a trigger or a payload: an event is not taken for a check, whatever it holds.
            return EXPECTED.equals(fields.get(CHECK))
                    && !fields.containsKey("trigger_id")
                    && !fields.containsKey("payload");
        } catch (UnparsableBodyException e) {
            return false;
        }
    }
}
