package dev.sluice.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.rejection.Checked;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.KeyForm;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.util.Base64;
import java.util.Optional;

/**
 * X's challenge-response check by GET: the token is answered with its HMAC.
 *
 * @see <a href="https://docs.x.com/x-api/webhooks/quickstart">Challenge-response checks</a>
 */
final class XChallenge implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<String> token = Question.parameter(request, "crc_token");
        if (!Question.isOf(request, "GET") || token.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Challenge.signed(token, means.secrets(), XChallenge::answer));
    }

    /** Deliveries are signed with this very secret; a token is no JSON object, as each of them is. */
    @Override
    public boolean signsForAnyone(SignedRequest request) {
        return Challenge.isSafe(new String(request.body(), UTF_8));
    }

    private static HandshakeReply answer(String token, Secret secret) {
        byte[] response =
                HmacAlgorithm.HMAC_SHA256.sign(secret, KeyForm.TEXT, sink -> sink.update(token.getBytes(UTF_8)));
        return HandshakeReply.json(
                "{\"response_token\":\"sha256=" + Base64.getEncoder().encodeToString(response) + "\"}");
    }
}
