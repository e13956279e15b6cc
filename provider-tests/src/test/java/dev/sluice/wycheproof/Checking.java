package dev.sluice.wycheproof;

import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.KeyForm;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureAlgorithm;
import dev.sluice.signature.SignatureEncoding;
import dev.sluice.signature.SignaturePlace;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.SignedTemplate;
import dev.sluice.signature.TimestampUnit;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our check of a signature in hex over a body, in one call. */
final class Checking {
    private Checking() {}

    /** @param key in hex */
    static boolean accepts(SignatureAlgorithm algorithm, String key, byte[] message, byte[] signature) {
        ContentScheme scheme = new ContentScheme(
                algorithm,
                KeyForm.HEX,
                SignatureEncoding.HEX,
                new SignaturePlace.Plain("X-Signature", "", ""),
                Optional.empty(),
                TimestampUnit.SECONDS,
                SignedTemplate.parse("{body}"),
                Optional.empty());
        SignedRequest request = new SignedRequest(
                "POST",
                "https://example.com/webhooks/shop",
                RequestHeaders.of(Map.of("X-Signature", HexFormat.of().formatHex(signature))),
                message);
        return scheme.verify(request, List.of(new Secret("keys[0]", key)), Instant.EPOCH) instanceof Passed;
    }
}
