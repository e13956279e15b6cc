package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Braintree's signatures: HMAC-SHA1 under the SHA-1 of the private key, in hex. */
public final class BraintreeKeys {
    private BraintreeKeys() {}

    /** The signature of a text. */
    public static String signature(String privateKey, String content) {
        byte[] signature = HmacAlgorithm.HMAC_SHA1.sign(key(privateKey), sink -> sink.update(content.getBytes(UTF_8)));
        return HexFormat.of().formatHex(signature);
    }

    /** The key that a private key's text makes. */
    static byte[] key(String privateKey) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(privateKey.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
