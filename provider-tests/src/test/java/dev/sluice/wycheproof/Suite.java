package dev.sluice.wycheproof;

import dev.sluice.signature.AsymmetricAlgorithm;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.SignatureAlgorithm;

/** One file of Wycheproof's {@code testvectors_v1} and the algorithm of ours that it is for. It has none for RSA with SHA-1. */
enum Suite {
    HMAC_SHA1("hmac_sha1_test.json", HmacAlgorithm.HMAC_SHA1),
    HMAC_SHA256("hmac_sha256_test.json", HmacAlgorithm.HMAC_SHA256),
    HMAC_SHA512("hmac_sha512_test.json", HmacAlgorithm.HMAC_SHA512),
    ED25519("ed25519_test.json", AsymmetricAlgorithm.ED25519),
    ECDSA_P256("ecdsa_secp256r1_sha256_test.json", AsymmetricAlgorithm.ECDSA_P256),
    RSA_2048("rsa_signature_2048_sha256_test.json", AsymmetricAlgorithm.RSA_SHA256),
    RSA_3072("rsa_signature_3072_sha256_test.json", AsymmetricAlgorithm.RSA_SHA256),
    RSA_4096("rsa_signature_4096_sha256_test.json", AsymmetricAlgorithm.RSA_SHA256);

    final String file;

    @SuppressWarnings("ImmutableEnumChecker") // enums themselves
    final SignatureAlgorithm algorithm;

    Suite(String file, SignatureAlgorithm algorithm) {
        this.file = file;
        this.algorithm = algorithm;
    }
}
