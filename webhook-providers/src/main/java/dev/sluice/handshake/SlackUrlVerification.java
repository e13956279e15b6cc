package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.rejection.Checked;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;

/**
 * Slack's {@code url_verification}: the challenge is sent back.
 *
 * @see <a href="https://docs.slack.dev/reference/events/url_verification">url_verification</a>
 */
final class SlackUrlVerification implements Handshake {
    private static final JsonPointer TYPE = JsonPointer.compile("/type");
    private static final JsonPointer CHALLENGE = JsonPointer.compile("/challenge");

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<JsonValues> values = Question.json(request, TYPE, CHALLENGE);
        return values.flatMap(found -> found.at(TYPE))
                        .filter("url_verification"::equals)
                        .isPresent()
                ? Optional.of(Challenge.repeated(values.flatMap(found -> found.at(CHALLENGE))))
                : Optional.empty();
    }
}
