package dev.sluice.signature.lookup;

import dev.sluice.signature.lookup.KeySource.Answer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Tells PayPal's signing certificate from any other by its name and by who vouches for it. */
final class PayPalChain {
    private static final Pattern NAME =
            Pattern.compile("messageverificationcerts[a-z0-9-]*(\\.[a-z0-9-]+)*\\.paypal\\.com");

    private final Set<TrustAnchor> roots;

    PayPalChain(Set<TrustAnchor> roots) {
        this.roots = roots;
    }

    static Set<TrustAnchor> rootsOfThisJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore usual = null;
            factory.init(usual);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                    .map(root -> new TrustAnchor(root, null))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java's trust store can't be read", e);
        }
    }

    /** The first certificate of a PEM text, where the others lead from it to a root. */
    Answer<X509Certificate> leaf(byte[] pem) {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                return new Answer.Untrusted<>("there is no certificate at its URL");
            }
            X509Certificate leaf = chain.getFirst();
            if (!isNamedByPayPal(leaf)) {
                return new Answer.Untrusted<>("the certificate is not PayPal's for messages");
            }
            if (!leaf.getPublicKey().getAlgorithm().equals("RSA")) {
                return new Answer.Untrusted<>("the certificate's key is no RSA key");
            }
            X509CertSelector wanted = new X509CertSelector();
            wanted.setCertificate(leaf);
            PKIXBuilderParameters way = new PKIXBuilderParameters(roots, wanted);
            way.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            // Asking for revocations would let the certificate choose whom to ask.
            way.setRevocationEnabled(false);
            var unused = CertPathBuilder.getInstance("PKIX").build(way);
            return new Answer.Found<>(leaf);
        } catch (GeneralSecurityException | InvalidNameException | RuntimeException e) {
            return new Answer.Untrusted<>(
                    "the certificate is not valid: " + e.getClass().getSimpleName());
        }
    }

    private static boolean isNamedByPayPal(X509Certificate certificate) throws InvalidNameException {
        List<String> names = new LdapName(certificate.getSubjectX500Principal().getName())
                .getRdns().stream()
                        .filter(part -> part.getType().equalsIgnoreCase("CN"))
                        .map(part -> String.valueOf(part.getValue()))
                        .toList();
        return names.size() == 1 && NAME.matcher(names.getFirst()).matches();
    }
}
