package dev.sluice.peers.springreceiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stripe's scheme, version 1: {@code t=1700000000,v1=<hex of HMAC-SHA256 over time, dot and body>}. */
final class StripeSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    StripeSignature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    boolean isGenuine(String header, byte[] body, Instant now) {
        String time = part(header, "t");
        String signature = part(header, "v1");
        if (time == null || signature == null) {
            return false;
        }
        try {
            Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                    .abs();
            byte[] given = HexFormat.of().parseHex(signature);
            return off.compareTo(TOLERANCE) <= 0 && MessageDigest.isEqual(given, mac(time, body));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] mac(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((time + ".").getBytes(UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String part(String header, String name) {
        if (header != null) {
            for (String part : header.split(",")) {
                if (part.strip().startsWith(name + "=")) {
                    return part.strip().substring(name.length() + 1);
                }
            }
        }
        return null;
    }
}
