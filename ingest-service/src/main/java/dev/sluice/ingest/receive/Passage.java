package dev.sluice.ingest.receive;

import dev.sluice.body.BodyFormat;
import dev.sluice.handshake.Handshake;
import dev.sluice.handshake.HandshakeReply;
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
import dev.sluice.signature.Diagnosis;
import dev.sluice.signature.Refusal;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One request on its way through an endpoint. The checks run cheapest first, and nothing is parsed before it is
 * trusted.
 */
final class Passage {
    private static final byte[] NO_BODY = {};
    // Not those out of time, nor those whose key can't be looked up: a clock or a provider's server that is wrong makes
    // every genuine request one.
    private static final Set<Refusal> UNPROVEN =
            Set.of(Refusal.SIGNATURE_MISSING, Refusal.SIGNATURE_MALFORMED, Refusal.SIGNATURE_MISMATCH);

    private final Parts parts;
    private final EndpointCatalog catalog;
    private final Endpoint endpoint;
    private final Arrival arrival;

    /** What all requests go through. */
    record Parts(
            Gate gate,
            InFlight inFlight,
            BodyReader bodies,
            DiagnoseRefusals diagnosing,
            EventReader events,
            RepeatedBytes repeated,
            EventPublisher publisher) {}

    Passage(Parts parts, EndpointCatalog catalog, Endpoint endpoint, Arrival arrival) {
        this.parts = parts;
        this.catalog = catalog;
        this.endpoint = endpoint;
        this.arrival = arrival;
    }

    Reception receive() {
        if (!endpoint.enabled()) {
            return refused(Refusal.ENDPOINT_DISABLED, "disabled in the configuration");
        }
        return CorsPreflight.answer(endpoint, arrival)
                .orElseGet(() -> switch (parts.gate().admit(arrival.client(), endpoint, catalog.perimeter())) {
                    case Admitted admitted -> enter(admitted);
                    case TurnedAway away -> turnedAway(away);
                });
    }

    private Reception enter(Admitted admitted) {
        // Those that carry nothing: no proof could be asked for.
        Optional<Reception> greeted =
                greet(arrival.request(endpoint, NO_BODY), endpoint.currentSecrets(arrival.receivedAt()), false);
        if (greeted.isPresent()) {
            return greeted.get();
        }
        if (!arrival.method().equals("POST")) {
            return refused(Refusal.METHOD_NOT_ALLOWED, arrival.method());
        }
        Optional<InFlight.Place> entered = parts.inFlight().enter();
        if (entered.isEmpty()) {
            return refused(Refusal.OVERLOADED, "too many requests");
        }
        try (InFlight.Place place = entered.get()) {
            return read(place, admitted);
        }
    }

    private Reception read(InFlight.Place place, Admitted admitted) {
        long declared = arrival.declaredLength().orElse(0);
        if (declared > endpoint.maxBody()) {
            return refused(Refusal.BODY_TOO_LARGE, declared + " bytes declared");
        }
        String contentType = arrival.headers().first("content-type").orElse("");
        Optional<BodyFormat> format = endpoint.body().format(contentType);
        if (format.isEmpty()) {
            return refused(Refusal.CONTENT_TYPE_UNSUPPORTED, "content type \"" + contentType + "\"");
        }
        String encoding = arrival.headers().first("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return refused(Refusal.CONTENT_ENCODING_UNSUPPORTED, "content encoding \"" + encoding + "\"");
        }
        String coding = arrival.headers().first("transfer-encoding").orElse("chunked");
        if (!coding.equalsIgnoreCase("chunked")) {
            return refused(Refusal.CONTENT_ENCODING_UNSUPPORTED, "transfer encoding \"" + coding + "\"");
        }
        return switch (parts.bodies().read(arrival, endpoint.maxBody(), place)) {
            case Body.Whole whole -> prove(arrival.request(endpoint, whole.bytes()), admitted);
            case Body.Unread unread -> refused(unread.why(), unread.finding());
        };
    }

    private Reception prove(SignedRequest request, Admitted admitted) {
        List<Secret> secrets = endpoint.currentSecrets(arrival.receivedAt());
        Verdict verdict = endpoint.scheme().verify(request, secrets, arrival.receivedAt());
        return switch (verdict) {
            case Verdict.Genuine genuine -> spend(request, genuine, admitted);
            case Verdict.Refused refused -> {
                if (UNPROVEN.contains(refused.why())) {
                    parts.gate().notProven(arrival.client(), endpoint, catalog.perimeter());
                }
                yield refused(
                        refused.why(),
                        refused.finding(),
                        parts.diagnosing().of(endpoint, catalog, arrival, request, refused));
            }
        };
    }

    private Reception spend(SignedRequest request, Verdict.Genuine genuine, Admitted admitted) {
        List<Secret> proving = endpoint.currentSecrets(arrival.receivedAt()).stream()
                .filter(secret -> secret.label().equals(genuine.by()))
                .toList();
        return switch (parts.gate().spend(arrival.client(), endpoint, catalog.perimeter(), admitted)) {
            case Admitted within -> greet(request, proving, true).orElseGet(() -> take(request, genuine, within));
            case TurnedAway away -> turnedAway(away);
        };
    }

    /** The answer to a handshake, or empty when the request is none. */
    private Optional<Reception> greet(SignedRequest request, List<Secret> secrets, boolean proven) {
        for (Handshake handshake : endpoint.handshakes()) {
            if (handshake.isSigned() == proven) {
                HandshakeReply reply = handshake.reply(request, new Handshake.Means(secrets, endpoint.options()));
                switch (reply) {
                    case HandshakeReply.Answered answered -> {
                        return Optional.of(new Reception.Greeted(endpoint.name(), answered));
                    }
                    case HandshakeReply.Refused refused -> {
                        return Optional.of(refused(refused.why(), refused.finding()));
                    }
                    case HandshakeReply.NotOne ignored -> {
                        // Perhaps another kind.
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Reception take(SignedRequest request, Verdict.Genuine genuine, Admitted admitted) {
        return switch (parts.events().read(endpoint, request, arrival.receivedAt(), arrival.traceparent())) {
            case Reading.Events read -> publish(read, genuine, admitted);
            case Reading.Refused refused -> refused(refused.why(), refused.finding());
        };
    }

    private Reception publish(Reading.Events read, Verdict.Genuine genuine, Admitted admitted) {
        try {
            parts.publisher().publish(read.events());
            parts.repeated().note(endpoint, read.events());
            return new Accepted(endpoint.name(), genuine.by(), endpoint.success(), read.events(), admitted.tightest());
        } catch (BrokerUnavailableException e) {
            return refused(Refusal.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private Reception turnedAway(TurnedAway away) {
        // With another status a refusal for a time would look like one for good.
        OptionalInt status = away.restraint().isPresent() ? OptionalInt.empty() : endpoint.refusalStatus();
        return new Refused(endpoint.name(), away.why(), status, away.finding(), List.of(), away.restraint());
    }

    Reception refused(Refusal why, String finding) {
        return refused(why, finding, List.of());
    }

    private Reception refused(Refusal why, String finding, List<Diagnosis> diagnoses) {
        // A provider is told to try again by a 5xx alone.
        OptionalInt status = why.status() < 500 ? endpoint.refusalStatus() : OptionalInt.empty();
        return new Refused(endpoint.name(), why, status, finding, diagnoses, Optional.empty());
    }
}
