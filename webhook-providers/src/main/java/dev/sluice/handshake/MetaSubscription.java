package dev.sluice.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Meta's subscription by GET: the challenge is sent back to who knows the endpoint's verify token.
 *
 * @see <a href="https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests">Verification</a>
 */
final class MetaSubscription implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> mode = Question.parameter(request, "hub.mode");
        if (!Question.isOf(request, "GET") || mode.isEmpty()) {
            return Optional.empty();
        }
        byte[] expected = means.options().getOrDefault("verify_token", "").getBytes(UTF_8);
        byte[] given =
                Question.parameter(request, "hub.verify_token").orElse("").getBytes(UTF_8);
        if (expected.length == 0 || !MessageDigest.isEqual(expected, given)) {
            return Optional.of(new Rejected<>(RejectionCode.HANDSHAKE_DENIED, "hub.verify_token is not the option's"));
        }
        return Optional.of(
                mode.get().equals("subscribe")
                        ? Challenge.repeated(Question.parameter(request, "hub.challenge"))
                        : new Rejected<>(RejectionCode.HANDSHAKE_INVALID, "hub.mode is not subscribe"));
    }
}
