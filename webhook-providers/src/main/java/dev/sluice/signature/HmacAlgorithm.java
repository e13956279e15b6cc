package dev.sluice.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104) over one of the usual hashes. */
public enum HmacAlgorithm implements SignatureAlgorithm {
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

    @Override
    public boolean anyMatches(Secret key, KeyForm form, Content content, List<byte[]> candidates) {
        return matches(candidates, sign(key, form, content));
    }

    @Override
    public byte[] sign(Secret key, KeyForm form, Content content) {
        return sign(form.decode(key.text()), content);
    }

    byte[] sign(byte[] key, Content content) {
        try {
            // Cloned, because Mac.getInstance searches the providers under a lock at every call.
            Mac mac = (Mac) prototype.clone();
            mac.init(new SecretKeySpec(key, jcaName));
            content.feed(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException(jcaName + " could not be set up", e);
        }
    }

    static boolean matches(List<byte[]> candidates, byte[] expected) {
        boolean any = false;
        for (byte[] candidate : candidates) {
            any |= MessageDigest.isEqual(candidate, expected);
        }
        return any;
    }

    @Override
    public OptionalInt length() {
        return OptionalInt.of(prototype.getMacLength());
    }

    @Override
    public boolean isAsymmetric() {
        return false;
    }

    @Override
    public Optional<String> defect(String key, KeyForm form) {
        return form.defect(key);
    }
}
