package dev.sluice.ingest.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * A certificate and its key in PEM files.
 *
 * @param certificate the server's own first, then those it was issued by
 */
public record TlsFiles(Path certificate, Path key) {
    private static final byte[] PROBE = "does this key belong to that certificate?".getBytes(StandardCharsets.UTF_8);

    /** What is in the files now; equal readings hold the same pair. */
    Reading read() throws UnusableCertificateException {
        return new Reading(text(certificate), text(key));
    }

    /**
     * Makes sure that they can be served with.
     *
     * @throws UnusableCertificateException with what is wrong and what to do
     */
    public void check() throws UnusableCertificateException {
        read().keyStore();
    }

    private static String text(Path file) throws UnusableCertificateException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UnusableCertificateException(
                    file + " can't be read", "Name a file in PEM that this process may read.", e);
        }
    }

    /** The texts of both files. */
    record Reading(String certificate, String key) {
        /** An entry with an empty password. */
        KeyStore keyStore() throws UnusableCertificateException {
            Certificate[] chain = chain();
            PublicKey counterpart = chain[0].getPublicKey();
            PrivateKey privateKey = PrivateKeyPem.read(key, counterpart);
            try {
                if (!match(privateKey, counterpart)) {
                    throw new UnusableCertificateException(
                            "the key is not the certificate's",
                            "Give the key the certificate was made for; the server's certificate comes first in its file.");
                }
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("server", privateKey, new char[0], chain);
                return store;
            } catch (GeneralSecurityException | IOException e) {
                throw new UnusableCertificateException(
                        "the certificate and its key can't be used", "Use RSA, EC or Ed25519 keys.", e);
            }
        }

        private Certificate[] chain() throws UnusableCertificateException {
            try {
                Certificate[] chain = CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(certificate.getBytes(StandardCharsets.ISO_8859_1)))
                        .toArray(Certificate[]::new);
                if (chain.length > 0) {
                    return chain;
                }
            } catch (CertificateException e) {
                throw new UnusableCertificateException(
                        "the certificate can't be read", "It has to begin with -----BEGIN CERTIFICATE-----.", e);
            }
            throw new UnusableCertificateException(
                    "there is no certificate in the file", "It has to begin with -----BEGIN CERTIFICATE-----.");
        }

        private static boolean match(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
            String algorithm = switch (counterpart.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> counterpart.getAlgorithm();
            };
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(counterpart);
            verifier.update(PROBE);
            return verifier.verify(signature);
        }

        @Override
        public String toString() {
            return "a certificate and its key";
        }
    }
}
