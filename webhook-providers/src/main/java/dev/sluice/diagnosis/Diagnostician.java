package dev.sluice.diagnosis;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignatureScheme.Keys;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.SignedUrl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what would have made a refused request genuine, by trying the usual mistakes. Its work is bounded: small bodies
 * and few secrets alone. Thread-safe.
 */
public final class Diagnostician {
    /** Secrets that are tried for one request. */
    static final int SECRETS_LIMIT = 8;

    /** Largest body that is tried in other forms, in bytes. */
    static final int BODY_LIMIT = 64 * 1024;

    private static final int OWN_SECRETS_LIMIT = 2;

    /**
     * What is found; nothing where nothing is.
     *
     * @param request as it was checked, with the endpoint's public URL
     * @param requestedUrl what it asked for itself
     * @param all other endpoints, whose secrets are tried too
     */
    public List<Diagnosis> of(
            Endpoint endpoint,
            SignedRequest request,
            String requestedUrl,
            Rejected<Genuine> refused,
            EndpointCatalog all,
            Instant receivedAt) {
        return switch (refused.why()) {
            case TIMESTAMP_EXPIRED, TIMESTAMP_IN_FUTURE ->
                endpoint.scheme().signedAt(request).stream()
                        .map(at -> Clocks.diagnosis(at, receivedAt))
                        .toList();
            case SIGNATURE_MISSING -> otherProvider(endpoint, request, all);
            case SIGNATURE_MALFORMED, SIGNATURE_MISMATCH -> mismatch(endpoint, request, requestedUrl, all, receivedAt);
            default -> List.of();
        };
    }

    private static List<Diagnosis> mismatch(
            Endpoint endpoint, SignedRequest request, String requestedUrl, EndpointCatalog all, Instant receivedAt) {
        if (request.body().length > BODY_LIMIT || endpoint.scheme().keys() == Keys.LOOKED_UP) {
            return List.of();
        }
        List<Secret> own = endpoint.currentSecrets(receivedAt);
        // Once a request: to write a body otherwise costs more than to try a secret with it.
        List<BodyVariations.Body> bodies = BodyVariations.of(request.body());
        for (Secret secret : own.subList(0, Math.min(OWN_SECRETS_LIMIT, own.size()))) {
            for (Variation variation : variations(endpoint.scheme(), request, bodies, requestedUrl, secret)) {
                if (signed(variation.scheme(), variation.request(), variation.secret(), receivedAt)) {
                    return List.of(new Diagnosis(variation.code(), variation.detail(), true));
                }
            }
        }
        return others(endpoint, request, all, receivedAt, SECRETS_LIMIT - Math.min(OWN_SECRETS_LIMIT, own.size()));
    }

    private static List<Variation> variations(
            SignatureScheme scheme,
            SignedRequest request,
            List<BodyVariations.Body> bodies,
            String requestedUrl,
            Secret secret) {
        List<Variation> variations = new ArrayList<>();
        for (BodyVariations.Body body : bodies) {
            variations.add(new Variation(body.code(), body.detail(), scheme, request.withBody(body.bytes()), secret));
        }
        if (scheme.coversUrl()) {
            for (String url : UrlVariations.of(request.url(), requestedUrl)) {
                variations.add(new Variation(
                        "url_differs",
                        "It was signed for " + SignedUrl.shown(url)
                                + "; make public_url the URL registered at the provider.",
                        scheme,
                        request.at(url),
                        secret));
            }
        }
        variations.addAll(KeyVariations.of(scheme, request, secret));
        variations.addAll(SchemeVariations.of(scheme, request, secret));
        return variations;
    }

    /** Retired secrets of the endpoint, then secrets of the others. */
    private static List<Diagnosis> others(
            Endpoint endpoint, SignedRequest request, EndpointCatalog all, Instant receivedAt, int most) {
        Map<Secret, Diagnosis> candidates = new LinkedHashMap<>();
        for (Secret secret : endpoint.secrets()) {
            if (!secret.isCurrent(receivedAt)) {
                candidates.put(
                        secret,
                        new Diagnosis(
                                "secret_retired",
                                "It is signed with " + secret.label() + ", which is retired; the sender has not taken"
                                        + " the new secret yet.",
                                false));
            }
        }
        for (Endpoint other : all.all()) {
            if (!other.name().equals(endpoint.name())
                    && other.scheme().keys() == endpoint.scheme().keys()) {
                for (Secret secret : other.currentSecrets(receivedAt)) {
                    if (endpoint.scheme().keyDefect(secret.text()).isEmpty()) {
                        candidates.putIfAbsent(
                                new Secret(other.name() + " " + secret.label(), secret.text()),
                                new Diagnosis(
                                        "secret_of_other_endpoint",
                                        "It is signed with the secret of endpoint " + other.name()
                                                + "; the URLs or secrets are mixed up.",
                                        false));
                    }
                }
            }
        }
        return candidates.entrySet().stream()
                .limit(most)
                .filter(candidate -> signed(endpoint.scheme(), request, candidate.getKey(), receivedAt))
                .map(Map.Entry::getValue)
                .limit(1)
                .toList();
    }

    /** A signature of this key, whatever its time. */
    private static boolean signed(SignatureScheme scheme, SignedRequest request, Secret secret, Instant receivedAt) {
        return switch (scheme.verify(request, List.of(secret), receivedAt)) {
            case Passed(Genuine ignored) -> true;
            case Rejected<Genuine> refused ->
                refused.why() == RejectionCode.TIMESTAMP_EXPIRED || refused.why() == RejectionCode.TIMESTAMP_IN_FUTURE;
        };
    }

    private static List<Diagnosis> otherProvider(Endpoint endpoint, SignedRequest request, EndpointCatalog all) {
        Optional<Endpoint> fitting = all.all().stream()
                .filter(other -> !other.provider().equals(endpoint.provider()))
                .filter(other -> !other.scheme().headers().isEmpty()
                        && other.scheme().headers().stream()
                                .allMatch(header ->
                                        request.headers().first(header).isPresent()))
                .findFirst();
        return fitting
                .map(other -> new Diagnosis(
                        "other_provider",
                        "It carries the signature of " + other.provider() + ", for which there is endpoint "
                                + other.name() + ".",
                        false))
                .stream()
                .toList();
    }
}
