package dev.sluice.signature;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How content and a key make a signature. */
public sealed interface SignatureAlgorithm permits HmacAlgorithm, DigestAlgorithm, AsymmetricAlgorithm {
    /** What takes the pieces of signed content, in order. */
    interface Sink {
        void update(byte[] bytes);
    }

    /** Content that can be gone through any number of times. */
    interface Content {
        void feed(Sink sink);
    }

    /** Whether any candidate is the signature of the content under a key; in constant time for shared secrets. */
    boolean anyMatches(Secret key, KeyForm form, Content content, List<byte[]> candidates);

    /**
     * Makes the signature.
     *
     * @param key the shared secret, or the private key in the place of the public one
     */
    byte[] sign(Secret key, KeyForm form, Content content);

    /** Length of every signature in bytes, where all have the same. */
    OptionalInt length();

    /** Whether the receiver's key is public. */
    boolean isAsymmetric();

    /** What keeps a text from being a key to check signatures with; never quotes it. */
    Optional<String> defect(String key, KeyForm form);
}
