package dev.sluice.wycheproof;

import dev.sluice.signature.AsymmetricAlgorithm;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.SignatureAlgorithm;

/** One file of Wycheproof's vectors and the algorithm of ours that it is for. It has none for RSA with SHA-1. */
enum Suite {
    HMAC_SHA1("hmac-sha1.txt", HmacAlgorithm.HMAC_SHA1),
    HMAC_SHA256("hmac-sha256.txt", HmacAlgorithm.HMAC_SHA256),
    HMAC_SHA512("hmac-sha512.txt", HmacAlgorithm.HMAC_SHA512),
    ED25519("ed25519.txt", AsymmetricAlgorithm.ED25519),
    ECDSA_P256("ecdsa-p256.txt", AsymmetricAlgorithm.ECDSA_P256),
    RSA_2048("rsa-2048.txt", AsymmetricAlgorithm.RSA_SHA256);

    final String file;

    @SuppressWarnings("ImmutableEnumChecker") // enums all, in which only keys are kept
    final SignatureAlgorithm algorithm;

    Suite(String file, SignatureAlgorithm algorithm) {
        this.file = file;
        this.algorithm = algorithm;
    }
}
