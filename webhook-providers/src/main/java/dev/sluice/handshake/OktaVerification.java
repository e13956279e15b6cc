package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;

/**
 * Okta's one-time verification by GET: the challenge is sent back in JSON.
 *
 * @see <a href="https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request">Verification</a>
 */
final class OktaVerification implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> challenge = request.headers().first("x-okta-verification-challenge");
        if (!Question.isOf(request, "GET") || challenge.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Challenge.answered(challenge, text -> HandshakeReply.json("{\"verification\":\"" + text + "\"}")));
    }
}
