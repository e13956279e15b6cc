package dev.sluice.handshake;

import dev.sluice.signature.BraintreeKeys;
import dev.sluice.signature.SignedRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Braintree's check by GET: the challenge is signed as notifications are.
 *
 * @see <a href="https://developer.paypal.com/braintree/docs/guides/webhooks/create">Creating a webhook</a>
 */
final class BraintreeChallenge implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public HandshakeReply reply(SignedRequest request, Means means) {
        Optional<String> challenge = Question.parameter(request, "bt_challenge");
        if (!Question.isOf(request, "GET") || challenge.isEmpty()) {
            return new HandshakeReply.NotOne();
        }
        String publicKey = means.options().getOrDefault("public_key", "");
        return Challenge.signed(
                challenge.filter(BraintreeKeys::isChallenge),
                means.secrets(),
                (text, secret) -> new HandshakeReply.Answered(
                        200, "text/plain", Map.of(), publicKey + "|" + BraintreeKeys.hmac(secret, text)));
    }
}
