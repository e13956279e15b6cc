package dev.sluice.cli.instance;

import dev.sluice.signature.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A secret or a public key that nobody uses.
 *
 * @param text as it stands in the configuration
 * @param privateKey PKCS #8 in base64, where the text is a public key
 */
record MadeUpKey(String text, Optional<String> privateKey) {
    private static final int RANDOM_BYTES = 32;
    private static final int SMALL_RANDOM_BYTES = 8;
    private static final int RSA_BITS = 2048;

    /** One of a form that its use takes; text that says it is a fake wherever that will do. */
    static MadeUpKey of(String name, Optional<KeyUse> use) {
        String plain = "fake-" + name.toLowerCase(Locale.ROOT).replace('_', '-') + "-"
                + HexFormat.of().formatHex(random(SMALL_RANDOM_BYTES));
        if (use.isEmpty()) {
            return new MadeUpKey(plain, Optional.empty());
        }
        SignatureScheme scheme = use.get().scheme();
        return switch (scheme.keys()) {
            case SECRETS -> secret(plain, scheme);
            case PUBLIC_KEYS -> publicKey(name, scheme);
            case LOOKED_UP -> new MadeUpKey(plain, Optional.empty());
        };
    }

    private static MadeUpKey secret(String plain, SignatureScheme scheme) {
        List<String> candidates = List.of(
                plain,
                // user:password of HTTP basic authentication
                "fake:" + plain,
                "whsec_" + Base64.getEncoder().encodeToString(random(RANDOM_BYTES)),
                HexFormat.of().formatHex(random(RANDOM_BYTES)));
        return candidates.stream()
                .filter(text -> scheme.keyDefect(text).isEmpty())
                .findFirst()
                .map(text -> new MadeUpKey(text, Optional.empty()))
                .orElseThrow(() -> new IllegalStateException("no key could be made up for " + scheme.description()));
    }

    private static MadeUpKey publicKey(String name, SignatureScheme scheme) {
        for (String algorithm : List.of("Ed25519", "EC", "RSA")) {
            KeyPair pair = pair(algorithm);
            String text = base64(pair.getPublic());
            if (scheme.keyDefect(text).isEmpty()) {
                return new MadeUpKey(text, Optional.of(base64(pair.getPrivate())));
            }
        }
        throw new IllegalStateException("no key could be made up for " + name);
    }

    private static String base64(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case "RSA" -> generator.initialize(RSA_BITS);
                default -> {
                    // Of one size only.
                }
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java can make keys of " + algorithm, e);
        }
    }

    private static byte[] random(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
