package dev.sluice.signature;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Reads keys from text: PEM (RFC 7468), base64 or hex. */
final class KeyTexts {
    private static final Pattern PEM_LINE = Pattern.compile("-----(BEGIN|END) [A-Z0-9 ]+-----");
    private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})+");
    private static final String STANDARD_WEBHOOKS = "whpk_";
    private static final int P256_BITS = 256;

    private KeyTexts() {}

    /**
     * A public key: PEM of a key or a certificate, or base64 or hex of a SubjectPublicKeyInfo or of the raw key.
     *
     * @throws IllegalArgumentException saying what is wrong; never quotes the text
     */
    static PublicKey publicKey(String text, KeyKind kind) {
        if (text.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException("it is a private key, where the public one belongs");
        }
        try {
            if (text.contains("BEGIN CERTIFICATE")) {
                return checked(
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                                .getPublicKey(),
                        kind);
            }
            byte[] bytes = bytes(text.startsWith(STANDARD_WEBHOOKS) ? text.substring(5) : text);
            byte[] spki = bytes.length == kind.rawLength() ? joined(kind.spkiPrefix(), bytes) : bytes;
            return checked(KeyFactory.getInstance(kind.jcaName).generatePublic(new X509EncodedKeySpec(spki)), kind);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is not a public key of kind " + kind, e);
        }
    }

    /**
     * A private key: PKCS #8 in PEM or base64.
     *
     * @throws IllegalArgumentException saying what is wrong; never quotes the text
     */
    static PrivateKey privateKey(String text, KeyKind kind) {
        try {
            return KeyFactory.getInstance(kind.jcaName).generatePrivate(new PKCS8EncodedKeySpec(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is not a private key of kind " + kind + " in PKCS #8", e);
        }
    }

    private static PublicKey checked(PublicKey key, KeyKind kind) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < KeyKind.SMALLEST_MODULUS) {
            throw new IllegalArgumentException("its modulus has fewer than " + KeyKind.SMALLEST_MODULUS + " bits");
        }
        boolean fits = switch (kind) {
            case RSA -> key instanceof RSAKey;
            case ED25519 -> key.getAlgorithm().equals("EdDSA");
            case P256 ->
                key instanceof ECPublicKey ec
                        && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS;
        };
        if (!fits) {
            throw new IllegalArgumentException("it is not a public key of kind " + kind);
        }
        return key;
    }

    private static byte[] bytes(String text) {
        String compact = PEM_LINE.matcher(text).replaceAll("").replaceAll("\\s", "");
        if (HEX.matcher(compact).matches()) {
            return HexFormat.of().parseHex(compact);
        }
        try {
            return Base64.getDecoder().decode(compact);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is neither PEM nor base64 nor hex", e);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
