package dev.sluice.ingest.receive;

import dev.sluice.event.Tracing;
import dev.sluice.handshake.Handshake;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.access.AccessControl;
import dev.sluice.ingest.access.AccessDecision;
import dev.sluice.ingest.access.AccessDecision.Admitted;
import dev.sluice.ingest.access.AccessDecision.Denied;
import dev.sluice.ingest.publish.BrokerUnavailableException;
import dev.sluice.ingest.publish.EventPublisher;
import dev.sluice.ingest.receive.Quota.Sender;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes webhooks, from the path to the broker's acknowledgement. The checks run cheapest first, and nothing is parsed before it is
 * trusted. Thread-safe.
 */
public final class ReceiveWebhook {
    private static final int BODIES_REMEMBERED = 50_000;
    private static final Duration BODIES_REMEMBERED_FOR = Duration.ofHours(24);
    private static final byte[] NO_BODY = {};
    private static final String NOT_DIAGNOSED = "; not diagnosed: too many at once";
    private static final Reading NOTHING = new Reading(List.of(), List.of(), 0);
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);

    // Only these failures count towards blocking an address. Expired timestamps and keys that can't be looked up do
    // not: a wrong clock or a key server that is down would get every genuine sender blocked.
    private static final Set<RejectionCode> UNPROVEN = Set.of(
            RejectionCode.SIGNATURE_MISSING, RejectionCode.SIGNATURE_MALFORMED, RejectionCode.SIGNATURE_MISMATCH);

    private final Supplier<EndpointCatalog> endpoints;
    private final AccessControl access;
    private final InFlight inFlight;
    private final BodyReader bodies;
    private final RateLimitedDiagnosis diagnosis = new RateLimitedDiagnosis();
    private final EventReader events;
    private final RepeatedBytes repeated;
    private final EventPublisher publisher;

    /**
     * @param endpoints asked once for each request, so that each is dealt with by one configuration
     * @param repeatedBytes told the endpoint when the same bytes come under another id
     */
    public ReceiveWebhook(
            Supplier<EndpointCatalog> endpoints,
            AccessControl access,
            InFlight inFlight,
            BodyPace pace,
            EventReader events,
            Consumer<String> repeatedBytes,
            EventPublisher publisher) {
        this.endpoints = endpoints;
        this.access = access;
        this.inFlight = inFlight;
        this.bodies = new BodyReader(pace);
        this.events = events;
        this.repeated = new RepeatedBytes(BODIES_REMEMBERED, BODIES_REMEMBERED_FOR, repeatedBytes);
        this.publisher = publisher;
    }

    /** Returns once the broker has the events, or once it is known why it won't get them. */
    public ReceiveResult receive(WebhookRequest request) {
        EndpointCatalog catalog = endpoints.get();
        Optional<Endpoint> endpoint = catalog.at(request.path());
        if (endpoint.isEmpty()) {
            return unknown(request, catalog);
        }
        try {
            return receive(request, endpoint.get(), catalog);
        } catch (RejectedException e) {
            return e.at(endpoint.get());
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("endpoint", endpoint.get().name())
                    .addKeyValue("request_id", request.requestId())
                    .setCause(e)
                    .log("an unexpected exception failed a request");
            return new RejectedException(RejectionCode.INTERNAL_ERROR, String.valueOf(e.getClass())).at(endpoint.get());
        }
    }

    private ReceiveResult receive(WebhookRequest request, Endpoint endpoint, EndpointCatalog catalog)
            throws RejectedException {
        Admitted admitted = admitted(access.admit(request.client(), endpoint, catalog.globalRules()));
        require(endpoint.enabled(), RejectionCode.ENDPOINT_DISABLED, "disabled in the configuration");
        Optional<ReceiveResult> preflight = CorsPreflight.answer(endpoint, request);
        if (preflight.isPresent()) {
            return preflight.get();
        }
        // Unsigned handshakes (GET, OPTIONS) are answered before authentication.
        List<Secret> current = endpoint.currentSecrets(request.receivedAt());
        Optional<ReceiveResult> unsigned = answerHandshake(endpoint, request.to(endpoint, NO_BODY), current, false);
        if (unsigned.isPresent()) {
            return unsigned.get();
        }
        require(request.method().equals("POST"), RejectionCode.METHOD_NOT_ALLOWED, request.method());
        Sender sender = new Sender(request.client().share(), access.isProven(request.client()));
        try (InFlight.Permit held = inFlight.permit(sender)) {
            checkHeaders(request, endpoint);
            SignedRequest signed = request.to(endpoint, bodies.read(request, endpoint.maxBody(), held));
            // Slack's check of a certificate says what it is in its body alone.
            Optional<ReceiveResult> unproven = answerHandshake(endpoint, signed, current, false);
            if (unproven.isPresent()) {
                return unproven.get();
            }
            Genuine genuine = verify(signed, request, endpoint, catalog);
            Optional<ReceiveResult> handshake =
                    answerHandshake(endpoint, signed, provingSecrets(request, endpoint, genuine), true);
            Tracing tracing = new Tracing(Optional.of(request.requestId()), request.traceparent());
            Reading read = handshake.isPresent()
                    ? NOTHING
                    : passed(events.read(endpoint, signed, request.receivedAt(), tracing));
            // Only now: what is neither an event nor a handshake uses up no limit, and proves no address.
            Admitted within = admitted(access.spend(request.client(), endpoint, catalog.globalRules(), admitted));
            if (handshake.isPresent()) {
                return handshake.get();
            }
            publish(read);
            repeated.note(endpoint, read.events());
            return new ReceiveResult.Accepted(
                    endpoint.name(),
                    genuine.by(),
                    endpoint.success(),
                    read.events(),
                    read.unfit(),
                    read.ignored(),
                    within.tightest());
        }
    }

    /** A path without an endpoint: looking for one is not free, so the client's address is asked all the same. */
    private ReceiveResult unknown(WebhookRequest request, EndpointCatalog catalog) {
        return switch (access.admit(request.client(), catalog.globalRules())) {
            case Admitted admitted ->
                new ReceiveResult.Rejected(ReceiveResult.NO_ENDPOINT, RejectionCode.ENDPOINT_UNKNOWN, request.path());
            case Denied denied ->
                new ReceiveResult.Rejected(
                        ReceiveResult.NO_ENDPOINT,
                        denied.why(),
                        OptionalInt.empty(),
                        denied.finding(),
                        List.of(),
                        denied.retryAfter());
        };
    }

    private static void require(boolean condition, RejectionCode otherwise, String detail) throws RejectedException {
        if (!condition) {
            throw new RejectedException(otherwise, detail);
        }
    }

    private static <T> T passed(Checked<T> check) throws RejectedException {
        return switch (check) {
            case Passed<T>(T value) -> value;
            case Rejected<T>(RejectionCode why, String finding) -> throw new RejectedException(why, finding);
        };
    }

    private static Admitted admitted(AccessDecision decision) throws RejectedException {
        return switch (decision) {
            case Admitted admitted -> admitted;
            case Denied denied -> throw new RejectedException(denied);
        };
    }

    private static void checkHeaders(WebhookRequest request, Endpoint endpoint) throws RejectedException {
        long declared = request.declaredLength().orElse(0);
        require(declared <= endpoint.maxBody(), RejectionCode.BODY_TOO_LARGE, declared + " bytes declared");
        String contentType = request.headers().first("content-type").orElse("");
        require(
                endpoint.body().format(contentType).isPresent(),
                RejectionCode.CONTENT_TYPE_UNSUPPORTED,
                endpoint.body().refusal(contentType));
        String encoding = request.headers().first("content-encoding").orElse("identity");
        require(
                encoding.equalsIgnoreCase("identity"),
                RejectionCode.CONTENT_ENCODING_UNSUPPORTED,
                "content encoding \"" + encoding + "\"");
        String coding = request.headers().first("transfer-encoding").orElse("chunked");
        require(
                coding.equalsIgnoreCase("chunked"),
                RejectionCode.CONTENT_ENCODING_UNSUPPORTED,
                "transfer encoding \"" + coding + "\"");
    }

    private Genuine verify(SignedRequest signed, WebhookRequest request, Endpoint endpoint, EndpointCatalog catalog)
            throws RejectedException {
        if (endpoint.handshakes().stream().anyMatch(handshake -> handshake.signsForAnyone(signed))) {
            access.notProven(request.client(), endpoint, catalog.globalRules());
            throw new RejectedException(
                    RejectionCode.SIGNATURE_MISMATCH, "the body is one that a handshake signs for whoever asks");
        }
        List<Secret> secrets = endpoint.currentSecrets(request.receivedAt());
        return switch (endpoint.scheme().verify(signed, secrets, request.receivedAt())) {
            case Passed(Genuine genuine) -> genuine;
            case Rejected<Genuine> rejected -> {
                if (UNPROVEN.contains(rejected.why())) {
                    access.notProven(request.client(), endpoint, catalog.globalRules());
                }
                Optional<List<Diagnosis>> found = diagnosis.of(endpoint, catalog, request, signed, rejected);
                throw new RejectedException(
                        rejected.why(),
                        rejected.finding() + (found.isEmpty() ? NOT_DIAGNOSED : ""),
                        OtherSignature.detail(rejected.why(), request.headers()),
                        found.orElse(List.of()));
            }
        };
    }

    private static List<Secret> provingSecrets(WebhookRequest request, Endpoint endpoint, Genuine genuine) {
        return endpoint.currentSecrets(request.receivedAt()).stream()
                .filter(secret -> secret.label().equals(genuine.by()))
                .toList();
    }

    /**
     * The answer to a handshake, or empty when the request is none.
     *
     * @param proven whether the request's signature has been verified: each kind is answered either before that or after
     */
    private static Optional<ReceiveResult> answerHandshake(
            Endpoint endpoint, SignedRequest signed, List<Secret> secrets, boolean proven) throws RejectedException {
        for (Handshake handshake : endpoint.handshakes()) {
            if (handshake.isSigned() == proven) {
                Optional<Checked<HandshakeReply>> reply =
                        handshake.reply(signed, new Handshake.Means(secrets, endpoint.options()));
                if (reply.isPresent()) {
                    return Optional.of(new ReceiveResult.HandshakeAnswered(endpoint.name(), passed(reply.get())));
                }
            }
        }
        return Optional.empty();
    }

    private void publish(Reading read) throws RejectedException {
        try {
            publisher.publish(read.events(), read.unfit());
        } catch (BrokerUnavailableException e) {
            throw new RejectedException(RejectionCode.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** Whether pages of an origin may read the answers on a path. */
    public boolean allowsOrigin(String path, String origin) {
        return endpoints
                .get()
                .at(path)
                .map(endpoint -> endpoint.accessRules().origins().contains(origin))
                .orElse(false);
    }
}
