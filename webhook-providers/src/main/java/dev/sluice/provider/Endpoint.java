package dev.sluice.provider;

import dev.sluice.access.AccessRules;
import dev.sluice.handshake.Handshake;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One endpoint of {@code endpoints.yaml}, its preset applied and its secrets read.
 *
 * @param name unique; part of every event's identity
 * @param paths where it listens: {@code /webhooks/<name>} and what the configuration adds
 * @param enabled a disabled one answers 404
 * @param provider the preset's name
 * @param body what its bodies may look like
 * @param scheme how a request is proven
 * @param coverage what that proves
 * @param secrets or public keys, the current one first, retired ones among them
 * @param publicUrl where the provider posts to, for signatures that cover the URL
 * @param options provider-specific values
 * @param handshakes requests that are no events
 * @param identity where id, type and the rest are found
 * @param livemode which events it takes
 * @param maxBody largest body in bytes
 * @param refusalStatus status of every refusal of a request (4xx), when not the usual ones
 * @param success the answer to an accepted request, when not the usual one
 * @param accessRules who may send, from where, and how much
 * @param metadata what the operator wrote beside it
 */
public record Endpoint(
        String name,
        List<String> paths,
        boolean enabled,
        String provider,
        BodyForms body,
        SignatureScheme scheme,
        ProviderPreset.Coverage coverage,
        List<Secret> secrets,
        Optional<URI> publicUrl,
        Map<String, String> options,
        List<Handshake> handshakes,
        EventIdentity identity,
        Livemode livemode,
        int maxBody,
        OptionalInt refusalStatus,
        Optional<SuccessAnswer> success,
        AccessRules accessRules,
        Map<String, String> metadata) {
    /** Its name alone: options may be credentials. */
    @Override
    public String toString() {
        return "Endpoint[" + name + "]";
    }

    /** The keys that prove a request now. */
    public List<Secret> currentSecrets(Instant at) {
        for (Secret secret : secrets) {
            if (!secret.isCurrent(at)) {
                return secrets.stream().filter(other -> other.isCurrent(at)).toList();
            }
        }
        return secrets;
    }

    /**
     * The URL a signature was made over: the public one where it is given, with the request's own query. Where the URL is
     * signed, what is registered as its query is part of it: a signature of the same account for another query is none here,
     * and what a proxy took away is put back. Elsewhere a query may hold a token, which the request has to bring itself.
     */
    public String signedUrl(String requestUrl) {
        if (publicUrl.isEmpty()) {
            return requestUrl;
        }
        String url = publicUrl.get().toString();
        String registered = query(url);
        String own = query(requestUrl);
        boolean complete = !scheme.coversUrl()
                || registered.isEmpty()
                || Arrays.asList(own.split("&", -1)).containsAll(Arrays.asList(registered.split("&", -1)));
        String query = complete ? own : registered + (own.isEmpty() ? "" : "&" + own);
        return url.split("\\?", 2)[0] + (query.isEmpty() ? "" : "?" + query);
    }

    private static String query(String url) {
        int start = url.indexOf('?');
        return start < 0 ? "" : url.substring(start + 1);
    }
}
