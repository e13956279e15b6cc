package dev.sluice.signature.lookup;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that nobody trusts but tests. */
public final class MadeUpAuthority {
    /** A subject as PayPal's certificates have it. */
    public static final String PAYPAL = "CN=messageverificationcerts.sandbox.paypal.com,O=Made up";

    private static final X500Name ROOT = new X500Name("CN=Made up root");

    private final KeyPair pair = pair("RSA", 2048);
    private final X509Certificate root =
            certificate(ROOT, pair, ROOT, pair, true, Instant.now().plus(Duration.ofDays(30)));

    TrustAnchor anchor() {
        return new TrustAnchor(root, null);
    }

    X509Certificate issue(String subject, KeyPair owner, Instant until) {
        return certificate(new X500Name(subject), owner, ROOT, pair, false, until);
    }

    /** A certificate for a day. */
    public X509Certificate issue(String subject, KeyPair owner) {
        return issue(subject, owner, Instant.now().plus(Duration.ofDays(1)));
    }

    /** Another authority under this one. */
    X509Certificate vouchFor(String subject, KeyPair owner) {
        return certificate(
                new X500Name(subject), owner, ROOT, pair, true, Instant.now().plus(Duration.ofDays(1)));
    }

    static X509Certificate issue(String issuer, KeyPair by, String subject, KeyPair owner) {
        return certificate(
                new X500Name(subject),
                owner,
                new X500Name(issuer),
                by,
                false,
                Instant.now().plus(Duration.ofDays(1)));
    }

    /** A new pair. */
    public static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(X509Certificate... chain) throws java.io.IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (X509Certificate certificate : chain) {
                writer.writeObject(certificate);
            }
        }
        return text.toString();
    }

    private static X509Certificate certificate(
            X500Name subject, KeyPair owner, X500Name issuer, KeyPair by, boolean authority, Instant until) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(Instant.now().minus(Duration.ofDays(10))),
                    Date.from(until),
                    subject,
                    owner.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(by.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
