package dev.sluice.signature.lookup;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** PayPal's signing certificates, each at the URL that its requests name. */
public final class PayPalCertificates implements KeySource<X509Certificate> {
    private static final Set<String> PAYPAL = Set.of("https://api.paypal.com", "https://api.sandbox.paypal.com");
    private static final int URL_LIMIT = 512;

    private final KeyServer server;
    private final PayPalChain chain;
    private final CachedKeys<X509Certificate> cached = new CachedKeys<>(this::lookUp, Ticker.systemTicker());

    PayPalCertificates(Set<String> origins, Set<TrustAnchor> roots) {
        this.server = new KeyServer(origins);
        this.chain = new PayPalChain(roots);
    }

    /** At PayPal, under the roots that this Java trusts. */
    public static PayPalCertificates atPayPal() {
        return new PayPalCertificates(PAYPAL, PayPalChain.rootsOfThisJava());
    }

    /** @param name the certificate's URL */
    @Override
    public Answer<X509Certificate> find(String name) {
        try {
            if (name.length() <= URL_LIMIT && server.has(new URI(name))) {
                return cached.find(name);
            }
        } catch (URISyntaxException e) {
            // As bad as one of somebody else's.
        }
        return new Answer.Untrusted<>("the certificate's URL is not one at PayPal");
    }

    private CompletableFuture<Answer<X509Certificate>> lookUp(String url) {
        return server.fetch(HttpRequest.newBuilder(URI.create(url)).build()).thenApply(fetched -> switch (fetched) {
            case KeyServer.Fetched.Body body -> chain.leaf(body.bytes());
            case KeyServer.Fetched.Failed failed -> new Answer.Unavailable<>(failed.finding());
        });
    }
}
