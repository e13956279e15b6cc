package dev.sluice.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.rejection.Checked;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.KeyForm;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Zoom's {@code endpoint.url_validation}, made again every 72 hours: a token is sent back with its HMAC.
 *
 * @see <a href="https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint">Validation</a>
 */
final class ZoomUrlValidation implements Handshake {
    private static final JsonPointer EVENT = JsonPointer.compile("/event");
    private static final JsonPointer TOKEN = JsonPointer.compile("/payload/plainToken");

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<JsonValues> values = Question.json(request, EVENT, TOKEN);
        if (values.flatMap(found -> found.at(EVENT))
                .filter("endpoint.url_validation"::equals)
                .isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Challenge.signed(values.flatMap(found -> found.at(TOKEN)), means.secrets(), ZoomUrlValidation::answer));
    }

    // Deliveries are signed with this very secret; they hold a colon, which no token does.
    private static HandshakeReply answer(String token, Secret secret) {
        byte[] encrypted =
                HmacAlgorithm.HMAC_SHA256.sign(secret, KeyForm.TEXT, sink -> sink.update(token.getBytes(UTF_8)));
        return HandshakeReply.json("{\"plainToken\":\"" + token + "\",\"encryptedToken\":\""
                + HexFormat.of().formatHex(encrypted) + "\"}");
    }
}
