package dev.sluice.ingest.receive;

import dev.sluice.body.BodyFormat;
import dev.sluice.handshake.Handshake;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.publish.BrokerUnavailableException;
import dev.sluice.ingest.publish.EventPublisher;
import dev.sluice.ingest.receive.Reception.Accepted;
import dev.sluice.ingest.receive.Reception.Refused;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.signature.Diagnosis;
import dev.sluice.signature.Refusal;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one webhook, from the path to the broker's acknowledgement. The checks run cheapest first, and nothing is
 * parsed before it is trusted. Thread-safe.
 */
public final class ReceiveWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);
    private static final byte[] NO_BODY = {};

    private final Supplier<EndpointCatalog> endpoints;
    private final InFlight inFlight;
    private final BodyReader bodies;
    private final EventReader events;
    private final EventPublisher publisher;
    private final DiagnoseRefusals diagnosing = new DiagnoseRefusals();

    /**
     * @param endpoints asked once for each request, so that each is dealt with by one configuration
     * @param bodyDeadline from asking for a body to its last byte
     */
    public ReceiveWebhook(
            Supplier<EndpointCatalog> endpoints,
            InFlight inFlight,
            Duration bodyDeadline,
            EventReader events,
            EventPublisher publisher) {
        this.endpoints = endpoints;
        this.inFlight = inFlight;
        this.bodies = new BodyReader(bodyDeadline);
        this.events = events;
        this.publisher = publisher;
    }

    /** Returns once the broker has the events, or once it is known why it won't get them. */
    public Reception receive(Arrival arrival) {
        EndpointCatalog catalog = endpoints.get();
        Optional<Endpoint> endpoint = catalog.at(arrival.path());
        if (endpoint.isEmpty()) {
            return new Refused(
                    Reception.NO_ENDPOINT, Refusal.ENDPOINT_UNKNOWN, OptionalInt.empty(), arrival.path(), List.of());
        }
        try {
            return receive(catalog, endpoint.get(), arrival);
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("endpoint", endpoint.get().name())
                    .addKeyValue("request_id", arrival.requestId())
                    .setCause(e)
                    .log("a bug kept a request from being taken");
            return refused(endpoint.get(), Refusal.INTERNAL_ERROR, String.valueOf(e.getClass()));
        }
    }

    private Reception receive(EndpointCatalog catalog, Endpoint endpoint, Arrival arrival) {
        if (!endpoint.enabled()) {
            return refused(endpoint, Refusal.ENDPOINT_DISABLED, "disabled in the configuration");
        }
        // Those that come without a body, and the one that has nothing in it: no proof could be asked for.
        Optional<Reception> greeted = greet(endpoint, arrival.request(endpoint, NO_BODY), arrival, false);
        if (greeted.isPresent()) {
            return greeted.get();
        }
        if (!arrival.method().equals("POST")) {
            return refused(endpoint, Refusal.METHOD_NOT_ALLOWED, arrival.method());
        }
        Optional<InFlight.Place> entered = inFlight.enter();
        if (entered.isEmpty()) {
            return refused(endpoint, Refusal.OVERLOADED, "too many requests");
        }
        try (InFlight.Place place = entered.get()) {
            return read(catalog, endpoint, arrival, place);
        }
    }

    private Reception read(EndpointCatalog catalog, Endpoint endpoint, Arrival arrival, InFlight.Place place) {
        long declared = arrival.declaredLength().orElse(0);
        if (declared > endpoint.maxBody()) {
            return refused(endpoint, Refusal.BODY_TOO_LARGE, declared + " bytes declared");
        }
        String contentType = arrival.headers().first("content-type").orElse("");
        Optional<BodyFormat> format = endpoint.body().format(contentType);
        if (format.isEmpty()) {
            return refused(endpoint, Refusal.CONTENT_TYPE_UNSUPPORTED, "content type \"" + contentType + "\"");
        }
        String encoding = arrival.headers().first("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return refused(endpoint, Refusal.CONTENT_ENCODING_UNSUPPORTED, "content encoding \"" + encoding + "\"");
        }
        return switch (bodies.read(arrival, endpoint.maxBody(), place)) {
            case Body.Whole whole -> prove(catalog, endpoint, arrival, arrival.request(endpoint, whole.bytes()));
            case Body.Unread unread -> refused(endpoint, unread.why(), unread.finding());
        };
    }

    private Reception prove(EndpointCatalog catalog, Endpoint endpoint, Arrival arrival, SignedRequest request) {
        Verdict verdict =
                endpoint.scheme().verify(request, endpoint.currentSecrets(arrival.receivedAt()), arrival.receivedAt());
        return switch (verdict) {
            case Verdict.Genuine genuine ->
                greet(endpoint, request, arrival, true).orElseGet(() -> take(endpoint, arrival, request));
            case Verdict.Refused refused ->
                refused(
                        endpoint,
                        refused.why(),
                        refused.finding(),
                        diagnosing.of(endpoint, catalog, arrival, request, refused));
        };
    }

    /** The answer to a handshake, or empty when the request is none. */
    private static Optional<Reception> greet(
            Endpoint endpoint, SignedRequest request, Arrival arrival, boolean proven) {
        for (Handshake handshake : endpoint.handshakes()) {
            if (handshake.isSigned() == proven) {
                HandshakeReply reply = handshake.reply(
                        request,
                        new Handshake.Means(endpoint.currentSecrets(arrival.receivedAt()), endpoint.options()));
                switch (reply) {
                    case HandshakeReply.Answered answered -> {
                        return Optional.of(new Reception.Greeted(endpoint.name(), answered));
                    }
                    case HandshakeReply.Refused refused -> {
                        return Optional.of(refused(endpoint, refused.why(), refused.finding()));
                    }
                    case HandshakeReply.NotOne ignored -> {
                        // Perhaps another kind.
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Reception take(Endpoint endpoint, Arrival arrival, SignedRequest request) {
        return switch (events.read(endpoint, request, arrival.receivedAt(), arrival.traceparent())) {
            case Reading.Events read -> publish(endpoint, read);
            case Reading.Refused refused -> refused(endpoint, refused.why(), refused.finding());
        };
    }

    private Reception publish(Endpoint endpoint, Reading.Events read) {
        try {
            publisher.publish(read.events());
            return new Accepted(endpoint.name(), endpoint.success(), read.events());
        } catch (BrokerUnavailableException e) {
            return refused(endpoint, Refusal.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private static Reception refused(Endpoint endpoint, Refusal why, String finding) {
        return refused(endpoint, why, finding, List.of());
    }

    private static Reception refused(Endpoint endpoint, Refusal why, String finding, List<Diagnosis> diagnoses) {
        // A provider is told to try again by a 5xx alone.
        OptionalInt status = why.status() < 500 ? endpoint.refusalStatus() : OptionalInt.empty();
        return new Refused(endpoint.name(), why, status, finding, diagnoses);
    }
}
