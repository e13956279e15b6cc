package dev.sluice.signature;

import java.util.HexFormat;

/** Kinds of asymmetric keys. */
enum KeyKind {
    RSA("RSA", ""),
    ED25519("Ed25519", "302a300506032b6570032100"),
    P256("EC", "3059301306072a8648ce3d020106082a8648ce3d030107034200");

    /** Smallest RSA modulus that is taken, in bits. */
    static final int SMALLEST_MODULUS = 1024;

    final String jcaName;
    private final String spkiPrefix;

    /** @param spkiPrefix what precedes a raw key in its SubjectPublicKeyInfo (RFC 8410, RFC 5480), in hex */
    KeyKind(String jcaName, String spkiPrefix) {
        this.jcaName = jcaName;
        this.spkiPrefix = spkiPrefix;
    }

    /** What precedes a raw key in its SubjectPublicKeyInfo; empty where there is no raw form. */
    byte[] spkiPrefix() {
        return HexFormat.of().parseHex(spkiPrefix);
    }

    /** Length of a raw key in bytes: 32, or an uncompressed point. */
    int rawLength() {
        return switch (this) {
            case RSA -> 0;
            case ED25519 -> 32;
            case P256 -> 65;
        };
    }
}
