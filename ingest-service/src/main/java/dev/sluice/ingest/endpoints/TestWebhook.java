package dev.sluice.ingest.endpoints;

import dev.sluice.access.Address;
import dev.sluice.access.AddressRange;
import dev.sluice.handshake.HandshakeKind;
import dev.sluice.ingest.access.Client;
import dev.sluice.ingest.receive.IncomingBody;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.receive.WebhookRequest;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.HandshakeQuestion;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Makes a webhook as an endpoint's provider would, signs it with the endpoint's own secret, and has it received as if it
 * had come over the public port; only the endpoint's figures do not count it. Thread-safe.
 */
public final class TestWebhook {
    private static final String HERE = "http://127.0.0.1";

    private final Supplier<EndpointCatalog> endpoints;
    private final ReceiveWebhook receiving;

    public TestWebhook(Supplier<EndpointCatalog> endpoints, ReceiveWebhook receiving) {
        this.endpoints = endpoints;
        this.receiving = receiving;
    }

    /**
     * Tries an endpoint; on return its answer is known, and where that accepts, the event is durable.
     *
     * @param type of the event; the provider's usual one when empty
     * @param body the payload; a sample when empty
     */
    public TestWebhookResult of(
            String name, Optional<String> type, Optional<byte[]> body, String requestId, Instant now) {
        Optional<Endpoint> found = endpoints.get().named(name);
        if (found.isEmpty()) {
            return new TestWebhookResult.NoEndpoint();
        }
        Endpoint endpoint = found.get();
        return switch (endpoint.scheme().keys()) {
            case SECRETS -> signed(endpoint, type, body, requestId, now);
            case PUBLIC_KEYS ->
                new TestWebhookResult.Unsignable(
                        endpoint.provider()
                                + " signs with a private key that only it has; sluice send --private-key signs with one of yours");
            case LOOKED_UP ->
                new TestWebhookResult.Unsignable("the keys of " + endpoint.provider()
                        + " are looked up there, so nobody else can sign; use the provider's own simulator");
        };
    }

    /**
     * Begins each of an endpoint's handshakes as its provider would; nothing that is asked becomes an event, and nothing is
     * counted, logged or recorded.
     *
     * @return what came of each, by its name; empty where there is no such endpoint
     */
    public Optional<Map<String, TestWebhookResult>> handshakes(String name, String requestId, Instant now) {
        return endpoints.get().named(name).map(endpoint -> handshakes(endpoint, requestId, now));
    }

    private Map<String, TestWebhookResult> handshakes(Endpoint endpoint, String requestId, Instant now) {
        Map<String, TestWebhookResult> trials = new LinkedHashMap<>();
        for (HandshakeKind kind : HandshakeKind.values()) {
            if (endpoint.handshakes().contains(kind.handshake())) {
                trials.put(kind.label(), handshake(kind, endpoint, requestId, now));
            }
        }
        return trials;
    }

    private TestWebhookResult handshake(HandshakeKind kind, Endpoint endpoint, String requestId, Instant now) {
        String url = HERE + endpoint.paths().getFirst();
        List<Secret> current = endpoint.currentSecrets(now);
        SignedRequest question;
        if (!kind.handshake().isSigned()) {
            question = HandshakeQuestion.unsigned(kind, endpoint, url);
        } else if (endpoint.scheme().keys() == SignatureScheme.Keys.SECRETS && !current.isEmpty()) {
            question = HandshakeQuestion.signed(kind, endpoint, url, current.getFirst(), now);
        } else {
            return new TestWebhookResult.Unsignable("only the provider can begin it");
        }
        return new TestWebhookResult.Received(
                kind.label(),
                receiving.receive(
                        request(question.with(Webhook.TEST_HEADER, "doctor"), client(endpoint), requestId, now)));
    }

    private TestWebhookResult signed(
            Endpoint endpoint, Optional<String> type, Optional<byte[]> body, String requestId, Instant now) {
        List<Secret> current = endpoint.currentSecrets(now);
        if (current.isEmpty()) {
            return new TestWebhookResult.Unsignable("every secret of this endpoint is retired");
        }
        Optional<Webhook> webhook = webhook(endpoint, type, body, FreshIds.random(now));
        if (webhook.isEmpty()) {
            return new TestWebhookResult.Unsignable("there is no sample of "
                    + type.map(wanted -> "type " + wanted).orElse("any type") + " for " + endpoint.provider()
                    + "; there are: " + String.join(", ", SamplePayloads.types(endpoint.provider())));
        }
        String path = endpoint.paths().getFirst();
        SignedRequest signed;
        try {
            signed = webhook.get()
                    .signed(HERE + path, now, current.getFirst())
                    .with(Webhook.TEST_HEADER, "test-webhook");
        } catch (IllegalArgumentException e) {
            return new TestWebhookResult.Unsignable("this body can't be signed: " + e.getMessage());
        }
        return new TestWebhookResult.Received(
                webhook.get().type(), receiving.receive(request(signed, client(endpoint), requestId, now)));
    }

    private static Optional<Webhook> webhook(
            Endpoint endpoint, Optional<String> type, Optional<byte[]> body, FreshIds ids) {
        return body.isPresent()
                ? Optional.of(new Webhook(endpoint, ids.eventId(), wanted(endpoint, type), body.get()))
                : SamplePayloads.webhook(endpoint, type, ids);
    }

    private static String wanted(Endpoint endpoint, Optional<String> type) {
        return type.orElseGet(() ->
                SamplePayloads.types(endpoint.provider()).stream().findFirst().orElse(""));
    }

    /** One that the endpoint's allowlist lets in, over HTTPS: as the provider comes, and not as the operator does. */
    private static Client client(Endpoint endpoint) {
        return new Client(
                endpoint.accessRules().allowed().stream()
                        .findFirst()
                        .map(AddressRange::first)
                        .orElse(Address.UNKNOWN),
                true);
    }

    private static WebhookRequest request(SignedRequest signed, Client client, String requestId, Instant now) {
        return new WebhookRequest(
                requestId,
                signed.method(),
                URI.create(signed.url()).getRawPath(),
                signed.url(),
                signed.headers(),
                OptionalLong.of(signed.body().length),
                IncomingBody.of(signed.body()),
                now,
                client,
                Optional.empty());
    }
}
