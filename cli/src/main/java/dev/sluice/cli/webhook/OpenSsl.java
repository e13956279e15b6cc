package dev.sluice.cli.webhook;

import dev.sluice.signature.AsymmetricAlgorithm;
import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.SignatureScheme;

/** How a pair of keys is made that a scheme takes. */
final class OpenSsl {
    private OpenSsl() {}

    static String commands(SignatureScheme scheme) {
        String kind =
                scheme instanceof ContentScheme content && content.algorithm() instanceof AsymmetricAlgorithm known
                        ? switch (known) {
                            case RSA_SHA256, RSA_SHA1 -> "RSA -pkeyopt rsa_keygen_bits:2048";
                            case ED25519 -> "ed25519";
                            case ECDSA_P256 -> "EC -pkeyopt ec_paramgen_curve:P-256";
                        }
                        : "RSA";
        return "openssl genpkey -algorithm " + kind + " -out key.pem; openssl pkey -in key.pem -pubout";
    }
}
