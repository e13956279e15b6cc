package dev.sluice.signature.lookup;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PayPal's signing certificates, each at the URL that its requests name. */
public final class PayPalCertificates implements KeySource<X509Certificate> {
    private static final Set<String> PAYPAL = Set.of("https://api.paypal.com", "https://api.sandbox.paypal.com");
    private static final Pattern URL =
            Pattern.compile("(?<origin>https?://[^/]+)/v1/notifications/certs/[A-Za-z0-9_-]+");
    private static final int URL_LIMIT = 512;

    private final KeyServer server;
    private final PayPalChain chain;
    // By origin: names made up for the sandbox must not use up what production needs.
    private final Map<String, CachedKeys<X509Certificate>> cached;

    PayPalCertificates(Set<String> origins, Set<TrustAnchor> roots) {
        this.server = new KeyServer(origins);
        this.chain = new PayPalChain(roots);
        this.cached = origins.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), origin -> new CachedKeys<>(this::lookUp, Ticker.systemTicker())));
    }

    /** At PayPal, under the roots that this Java trusts; the same for all, so that a reload forgets no certificate. */
    public static PayPalCertificates atPayPal() {
        return Shared.AT_PAYPAL;
    }

    /** @param name the certificate's URL */
    @Override
    public Answer<X509Certificate> find(String name, Optional<Address> sender) {
        Matcher url = URL.matcher(name);
        if (name.length() <= URL_LIMIT && url.matches()) {
            CachedKeys<X509Certificate> keys = cached.get(url.group("origin"));
            if (keys != null) {
                return keys.find(name, sender);
            }
        }
        return new Answer.Untrusted<>("the certificate's URL is not one at PayPal");
    }

    private CompletableFuture<Answer<X509Certificate>> lookUp(String url) {
        return server.fetch(HttpRequest.newBuilder(URI.create(url)).build()).thenApply(fetched -> switch (fetched) {
            case KeyServer.Fetched.Body body -> chain.leaf(body.bytes());
            case KeyServer.Fetched.Failed failed -> new Answer.Unavailable<>(failed.finding());
        });
    }

    /** Made when first needed, because most have no endpoint of PayPal's. */
    private static final class Shared {
        static final PayPalCertificates AT_PAYPAL = new PayPalCertificates(PAYPAL, PayPalChain.rootsOfThisJava());
    }
}
