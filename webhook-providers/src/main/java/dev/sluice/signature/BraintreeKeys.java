package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** How Braintree makes a signature with an account's private key, which proves its deliveries and answers its challenge. */
public final class BraintreeKeys {
    private static final Pattern CHALLENGE = Pattern.compile("[a-f0-9]{20,32}");

    private BraintreeKeys() {}

    /** Whether a text is a challenge, which is signed for whoever asks and so must never pass for a delivery. */
    public static boolean isChallenge(String text) {
        return CHALLENGE.matcher(text).matches();
    }

    /** The HMAC-SHA1 of a text in hex. */
    public static String hmac(Secret privateKey, String text) {
        return HexFormat.of().formatHex(bytes(privateKey, text));
    }

    static byte[] bytes(Secret privateKey, String text) {
        byte[] content = text.getBytes(UTF_8);
        try {
            byte[] key =
                    MessageDigest.getInstance("SHA-1").digest(privateKey.text().getBytes(UTF_8));
            return HmacAlgorithm.HMAC_SHA1.sign(key, sink -> sink.update(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
