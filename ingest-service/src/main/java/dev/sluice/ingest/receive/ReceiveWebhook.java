package dev.sluice.ingest.receive;

import dev.sluice.ingest.defend.Admission.Admitted;
import dev.sluice.ingest.defend.Admission.TurnedAway;
import dev.sluice.ingest.defend.Gate;
import dev.sluice.ingest.publish.BrokerUnavailableException;
import dev.sluice.ingest.publish.EventPublisher;
import dev.sluice.ingest.receive.Reception.Accepted;
import dev.sluice.ingest.receive.Reception.Refused;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.signature.Refusal;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one webhook, from the path to the broker's acknowledgement. The checks run cheapest first, and nothing is
 * parsed before it is trusted. Thread-safe.
 */
public final class ReceiveWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);

    private final EndpointCatalog endpoints;
    private final Gate gate;
    private final InFlight inFlight;
    private final BodyReader bodies;
    private final EventReader events;
    private final EventPublisher publisher;

    public ReceiveWebhook(
            EndpointCatalog endpoints,
            Gate gate,
            InFlight inFlight,
            BodyPace pace,
            EventReader events,
            EventPublisher publisher) {
        this.endpoints = endpoints;
        this.gate = gate;
        this.inFlight = inFlight;
        this.bodies = new BodyReader(pace);
        this.events = events;
        this.publisher = publisher;
    }

    /** Returns once the broker has the events, or once it is known why it won't get them. */
    public Reception receive(Arrival arrival) {
        Optional<Endpoint> endpoint = endpoints.at(arrival.path());
        if (endpoint.isEmpty()) {
            return switch (gate.admit(arrival.client(), endpoints.perimeter())) {
                case Admitted admitted -> new Refused(Reception.NO_ENDPOINT, Refusal.ENDPOINT_UNKNOWN, arrival.path());
                case TurnedAway away -> turnedAway(Reception.NO_ENDPOINT, away);
            };
        }
        try {
            return receive(endpoint.get(), arrival);
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("endpoint", endpoint.get().name())
                    .addKeyValue("request_id", arrival.requestId())
                    .setCause(e)
                    .log("a bug kept a request from being taken");
            return refused(endpoint.get(), Refusal.INTERNAL_ERROR, String.valueOf(e.getClass()));
        }
    }

    private Reception receive(Endpoint endpoint, Arrival arrival) {
        if (!endpoint.enabled()) {
            return refused(endpoint, Refusal.ENDPOINT_DISABLED, "disabled in the configuration");
        }
        return CorsPreflight.answer(endpoint, arrival)
                .orElseGet(() -> switch (gate.admit(arrival.client(), endpoint, endpoints.perimeter())) {
                    case Admitted admitted -> enter(endpoint, arrival, admitted);
                    case TurnedAway away -> turnedAway(endpoint.name(), away);
                });
    }

    private Reception enter(Endpoint endpoint, Arrival arrival, Admitted admitted) {
        if (!arrival.method().equals("POST")) {
            return refused(endpoint, Refusal.METHOD_NOT_ALLOWED, arrival.method());
        }
        Optional<InFlight.Place> entered = inFlight.enter();
        if (entered.isEmpty()) {
            return refused(endpoint, Refusal.OVERLOADED, "too many requests");
        }
        try (InFlight.Place place = entered.get()) {
            return read(endpoint, arrival, place, admitted);
        }
    }

    private Reception read(Endpoint endpoint, Arrival arrival, InFlight.Place place, Admitted admitted) {
        long declared = arrival.declaredLength().orElse(0);
        if (declared > endpoint.maxBody()) {
            return refused(endpoint, Refusal.BODY_TOO_LARGE, declared + " bytes declared");
        }
        String contentType = arrival.headers().first("content-type").orElse("");
        if (!MediaTypes.carry(endpoint.format(), contentType)) {
            return refused(endpoint, Refusal.CONTENT_TYPE_UNSUPPORTED, "content type \"" + contentType + "\"");
        }
        String encoding = arrival.headers().first("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return refused(endpoint, Refusal.CONTENT_ENCODING_UNSUPPORTED, "content encoding \"" + encoding + "\"");
        }
        String coding = arrival.headers().first("transfer-encoding").orElse("chunked");
        if (!coding.equalsIgnoreCase("chunked")) {
            return refused(endpoint, Refusal.CONTENT_ENCODING_UNSUPPORTED, "transfer encoding \"" + coding + "\"");
        }
        return switch (bodies.read(arrival, endpoint.maxBody(), place)) {
            case Body.Whole whole -> prove(endpoint, arrival, arrival.signed(whole.bytes()), admitted);
            case Body.Unread unread -> refused(endpoint, unread.why(), unread.finding());
        };
    }

    private Reception prove(Endpoint endpoint, Arrival arrival, SignedRequest request, Admitted admitted) {
        return switch (endpoint.scheme().verify(request, endpoint.secrets(), arrival.receivedAt())) {
            case Verdict.Genuine genuine -> spend(endpoint, arrival, request, admitted);
            case Verdict.Refused refused -> {
                gate.notProven(arrival.client(), endpoints.perimeter());
                yield refused(endpoint, refused.why(), refused.finding());
            }
        };
    }

    private Reception spend(Endpoint endpoint, Arrival arrival, SignedRequest request, Admitted admitted) {
        return switch (gate.spend(arrival.client(), endpoint, endpoints.perimeter(), admitted)) {
            case Admitted within -> take(endpoint, arrival, request, within);
            case TurnedAway away -> turnedAway(endpoint.name(), away);
        };
    }

    private Reception take(Endpoint endpoint, Arrival arrival, SignedRequest request, Admitted admitted) {
        return switch (events.read(endpoint, request, arrival.receivedAt(), arrival.traceparent())) {
            case Reading.Events read -> publish(endpoint, read, admitted);
            case Reading.Refused refused -> refused(endpoint, refused.why(), refused.finding());
        };
    }

    private Reception publish(Endpoint endpoint, Reading.Events read, Admitted admitted) {
        try {
            publisher.publish(read.events());
            return new Accepted(endpoint.name(), read.events(), admitted.tightest());
        } catch (BrokerUnavailableException e) {
            return refused(endpoint, Refusal.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** Whether pages of an origin may read the answers on a path. */
    public boolean allowsOrigin(String path, String origin) {
        return endpoints.at(path).map(endpoint -> endpoint.defences().origins().contains(origin)).orElse(false);
    }

    private static Reception turnedAway(String endpoint, TurnedAway away) {
        return new Refused(endpoint, away.why(), away.finding(), away.restraint());
    }

    private static Reception refused(Endpoint endpoint, Refusal why, String finding) {
        return new Refused(endpoint.name(), why, finding);
    }
}
