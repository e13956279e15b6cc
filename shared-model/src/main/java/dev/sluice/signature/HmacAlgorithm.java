package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash under an HMAC (RFC 2104). */
public enum HmacAlgorithm {
    HMAC_SHA1("HmacSHA1"),
    HMAC_SHA256("HmacSHA256"),
    HMAC_SHA512("HmacSHA512");

    private final String jcaName;

    @SuppressWarnings("ImmutableEnumChecker") // only ever cloned
    private final Mac prototype;

    HmacAlgorithm(String jcaName) {
        this.jcaName = jcaName;
        try {
            prototype = Mac.getInstance(jcaName);
            prototype.init(new SecretKeySpec(new byte[1], jcaName));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + jcaName, e);
        }
    }

    /** Length of its result in bytes. */
    int length() {
        return prototype.getMacLength();
    }

    /** A Mac keyed with a secret's text, UTF-8, for the caller alone. */
    Mac keyed(Secret secret) {
        try {
            // Cloned, because Mac.getInstance searches the providers under a lock at every call.
            Mac mac = (Mac) prototype.clone();
            mac.init(new SecretKeySpec(secret.text().getBytes(UTF_8), jcaName));
            return mac;
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException(jcaName + " could not be set up", e);
        }
    }
}
