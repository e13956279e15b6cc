package dev.sluice.ingest.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM: PKCS #8, and the older forms of their own that RSA (PKCS #1) and EC (SEC 1) have. */
final class PrivateKeyPem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (?:(RSA|EC|ENCRYPTED) )?PRIVATE KEY-----([^-]*)-----END");
    private static final byte[] VERSION_ZERO = {2, 1, 0};
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTET_STRING = 0x04;

    private PrivateKeyPem() {}

    /**
     * Reads the first key of a text.
     *
     * @param counterpart the public key of the certificate, which tells what kind of key it must be
     */
    static PrivateKey read(String pem, PublicKey counterpart) throws UnusableCertificateException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new UnusableCertificateException(
                    "there is no private key in the file", "It has to begin with -----BEGIN PRIVATE KEY-----.");
        }
        try {
            byte[] der = pkcs8(block.group(1), Base64.getMimeDecoder().decode(block.group(2)), counterpart);
            return KeyFactory.getInstance(counterpart.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableCertificateException(
                    "the key can't be read as the " + counterpart.getAlgorithm() + " key that the certificate is for",
                    "Give the key the certificate was made for.",
                    e);
        }
    }

    private static byte[] pkcs8(@Nullable String form, byte[] der, PublicKey counterpart)
            throws UnusableCertificateException {
        if (form == null) {
            return der;
        }
        if (form.equals("ENCRYPTED")) {
            throw new UnusableCertificateException(
                    "the key is encrypted", "Decrypt it: openssl pkey -in key.pem -out plain.pem.");
        }
        return element(SEQUENCE, join(VERSION_ZERO, algorithm(counterpart), element(OCTET_STRING, der)));
    }

    /** The AlgorithmIdentifier: the first element of the public key's own form, curve included. */
    private static byte[] algorithm(PublicKey key) {
        byte[] form = key.getEncoded();
        int outer = headerLength(form, 0);
        int length = headerLength(form, outer) + contentLength(form, outer);
        return Arrays.copyOfRange(form, outer, outer + length);
    }

    private static int headerLength(byte[] der, int at) {
        return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7f);
    }

    private static int contentLength(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        int length = 0;
        for (int i = at + 2; i < at + headerLength(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }

    private static byte[] element(byte tag, byte[] content) {
        int length = content.length;
        // Two bytes of length reach 64 KiB, more than any key is long.
        byte[] header = length < 0x80
                ? new byte[] {tag, (byte) length}
                : new byte[] {tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return join(header, content);
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
