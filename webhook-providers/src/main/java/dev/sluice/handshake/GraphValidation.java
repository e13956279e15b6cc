package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Microsoft Graph's validation by POST: the token of the URL is sent back, decoded.
 *
 * @see <a href="https://learn.microsoft.com/graph/change-notifications-delivery-webhooks">Receive notifications</a>
 */
final class GraphValidation implements Handshake {
    /** Sentences, as Graph sends them; nothing is signed here. */
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,2048}");

    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> token = Question.parameter(request, "validationToken");
        if (!Question.isOf(request, "POST") || token.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                PRINTABLE.matcher(token.get()).matches()
                        ? new Passed<>(HandshakeReply.text(token.get()))
                        : new Rejected<>(
                                RejectionCode.HANDSHAKE_INVALID,
                                "validationToken is not 1-2048 printable ASCII characters"));
    }
}
