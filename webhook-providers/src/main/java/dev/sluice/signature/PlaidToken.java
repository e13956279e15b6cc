package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Web Token (RFC 7519) as Plaid makes them, taken apart and not yet proven.
 *
 * @param content what is signed: header and claims as written
 * @param signature 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlaidToken(String content, byte[] signature, String keyId, String issuedAt, String bodyHash) {
    private static final int LIMIT = 4_096;
    private static final int SIGNATURE_LENGTH = 64;
    private static final JsonPointer ALGORITHM = JsonPointer.compile("/alg");
    private static final JsonPointer KEY_ID = JsonPointer.compile("/kid");
    private static final JsonPointer CRITICAL = JsonPointer.compile("/crit/0");
    private static final JsonPointer ISSUED_AT = JsonPointer.compile("/iat");
    private static final JsonPointer BODY_HASH = JsonPointer.compile("/request_body_sha256");

    /** Takes a token apart; empty where it is none, is not signed with ES256 or lacks something. */
    static Optional<PlaidToken> parse(String text) {
        String[] parts = text.length() <= LIMIT ? text.split("\\.", -1) : new String[0];
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonValues header = JsonValues.read(decoded(parts[0]), List.of(ALGORITHM, KEY_ID, CRITICAL));
            JsonValues claims = JsonValues.read(decoded(parts[1]), List.of(ISSUED_AT, BODY_HASH));
            byte[] signature = decoded(parts[2]);
            Optional<String> keyId = header.at(KEY_ID);
            Optional<String> issuedAt = claims.at(ISSUED_AT);
            Optional<String> bodyHash = claims.at(BODY_HASH);
            // Whatever else a token may say of its algorithm, "none" above all, is not looked at.
            boolean taken = header.at(ALGORITHM).orElse("").equals("ES256")
                    && header.at(CRITICAL).isEmpty()
                    && signature.length == SIGNATURE_LENGTH;
            return taken && keyId.isPresent() && issuedAt.isPresent() && bodyHash.isPresent()
                    ? Optional.of(new PlaidToken(
                            parts[0] + "." + parts[1], signature, keyId.get(), issuedAt.get(), bodyHash.get()))
                    : Optional.empty();
        } catch (UnparsableBodyException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String content(String keyId, long issuedAt, String bodyHash) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return encoded(json.objectNode()
                        .put("alg", "ES256")
                        .put("kid", keyId)
                        .put("typ", "JWT")
                        .toString()
                        .getBytes(UTF_8))
                + "."
                + encoded(json.objectNode()
                        .put("iat", issuedAt)
                        .put("request_body_sha256", bodyHash)
                        .toString()
                        .getBytes(UTF_8));
    }

    static String written(String content, byte[] signature) {
        return content + "." + encoded(signature);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Throws IllegalArgumentException for text that is not base64url in the one way to write it. */
    private static byte[] decoded(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encoded(bytes).equals(text)) {
            throw new IllegalArgumentException("not the one way to write these bytes");
        }
        return bytes;
    }
}
