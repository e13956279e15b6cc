package dev.sluice.signature;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** Signatures made with a private key and checked with its public one. */
public enum AsymmetricAlgorithm implements SignatureAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017). */
    RSA_SHA256("SHA256withRSA", KeyKind.RSA),
    /** RSASSA-PKCS1-v1_5 with SHA-1, for those who still send it. */
    RSA_SHA1("SHA1withRSA", KeyKind.RSA),
    /** RFC 8032. */
    ED25519("Ed25519", KeyKind.ED25519),
    /** ECDSA over P-256 with SHA-256, the signature in DER (FIPS 186-5). */
    ECDSA_P256("SHA256withECDSA", KeyKind.P256);

    private final String jcaName;
    private final KeyKind kind;

    /** Parsing a key costs as much as using it. Bounded by the keys that were ever configured. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, PublicKey> parsed = new ConcurrentHashMap<>();

    AsymmetricAlgorithm(String jcaName, KeyKind kind) {
        this.jcaName = jcaName;
        this.kind = kind;
    }

    @Override
    public boolean anyMatches(Secret key, KeyForm form, Content content, List<byte[]> candidates) {
        PublicKey publicKey = parsed.computeIfAbsent(key.text(), text -> KeyTexts.publicKey(text, kind));
        return candidates.stream().anyMatch(candidate -> verifies(publicKey, content, candidate));
    }

    /** Whether a signature is the content's under a public key. */
    boolean verifies(PublicKey key, Content content, byte[] signature) {
        if (this == ECDSA_P256 && !EcdsaForm.accepts(signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jcaName);
            verifier.initVerify(key);
            content.feed(bytes -> update(verifier, bytes));
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // It has not the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(jcaName + " could not be set up", e);
        }
    }

    @Override
    public byte[] sign(Secret key, KeyForm form, Content content) {
        return sign(KeyTexts.privateKey(key.text(), kind), content);
    }

    byte[] sign(PrivateKey key, Content content) {
        try {
            Signature signer = Signature.getInstance(jcaName);
            signer.initSign(key);
            content.feed(bytes -> update(signer, bytes));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(jcaName + " could not sign", e);
        }
    }

    private static void update(Signature signature, byte[] bytes) {
        try {
            signature.update(bytes);
        } catch (SignatureException e) {
            throw new IllegalStateException("a signature that was begun takes bytes", e);
        }
    }

    @Override
    public OptionalInt length() {
        return this == ED25519 ? OptionalInt.of(64) : OptionalInt.empty();
    }

    @Override
    public boolean isAsymmetric() {
        return true;
    }

    @Override
    public Optional<String> defect(String key, KeyForm form) {
        try {
            var unused = KeyTexts.publicKey(key, kind);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
