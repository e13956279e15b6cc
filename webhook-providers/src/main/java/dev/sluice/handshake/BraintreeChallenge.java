package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.signature.BraintreeKeys;
import dev.sluice.signature.SignedRequest;
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
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> challenge = Question.parameter(request, "bt_challenge");
        if (!Question.isOf(request, "GET") || challenge.isEmpty()) {
            return Optional.empty();
        }
        String publicKey = means.options().getOrDefault("public_key", "");
        return Optional.of(Challenge.signed(
                challenge.filter(BraintreeKeys::isChallenge),
                means.secrets(),
                (text, secret) -> HandshakeReply.text(publicKey + "|" + BraintreeKeys.hmac(secret, text))));
    }
}
