package dev.sluice.signature;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A bare hash over content that holds the secret itself. */
public enum DigestAlgorithm implements SignatureAlgorithm {
    /** HubSpot's versions 1 and 2. */
    SHA256;

    @Override
    public boolean anyMatches(Secret key, KeyForm form, Content content, List<byte[]> candidates) {
        return HmacAlgorithm.matches(candidates, sign(key, form, content));
    }

    @Override
    public byte[] sign(Secret key, KeyForm form, Content content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            content.feed(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public OptionalInt length() {
        return OptionalInt.of(256 / Byte.SIZE);
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
