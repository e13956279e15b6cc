package dev.sluice.ingest.receive;

import dev.sluice.ingest.defend.Admission.Admitted;
import dev.sluice.ingest.defend.Admission.TurnedAway;
import dev.sluice.ingest.defend.Gate;
import dev.sluice.ingest.publish.EventPublisher;
import dev.sluice.ingest.receive.Reception.Refused;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.signature.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes webhooks, from the path to the broker's acknowledgement. Thread-safe. */
public final class ReceiveWebhook {
    private static final int BODIES_REMEMBERED = 50_000;
    private static final Duration BODIES_REMEMBERED_FOR = Duration.ofHours(24);
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);

    private final Supplier<EndpointCatalog> endpoints;
    private final Gate gate;
    private final Passage.Parts parts;

    /**
     * @param endpoints asked once for each request, so that each is dealt with by one configuration
     * @param repeatedBytes told the endpoint when the same bytes come under another id
     */
    public ReceiveWebhook(
            Supplier<EndpointCatalog> endpoints,
            Gate gate,
            InFlight inFlight,
            BodyPace pace,
            EventReader events,
            Consumer<String> repeatedBytes,
            EventPublisher publisher) {
        this.endpoints = endpoints;
        this.gate = gate;
        this.parts = new Passage.Parts(
                gate,
                inFlight,
                new BodyReader(pace),
                new DiagnoseRefusals(),
                events,
                new RepeatedBytes(BODIES_REMEMBERED, BODIES_REMEMBERED_FOR, repeatedBytes),
                publisher);
    }

    /** Returns once the broker has the events, or once it is known why it won't get them. */
    public Reception receive(Arrival arrival) {
        EndpointCatalog catalog = endpoints.get();
        Optional<Endpoint> endpoint = catalog.at(arrival.path());
        if (endpoint.isEmpty()) {
            return switch (gate.admit(arrival.client(), catalog.perimeter())) {
                case Admitted admitted -> new Refused(Reception.NO_ENDPOINT, Refusal.ENDPOINT_UNKNOWN, arrival.path());
                case TurnedAway away ->
                    new Refused(
                            Reception.NO_ENDPOINT,
                            away.why(),
                            OptionalInt.empty(),
                            away.finding(),
                            List.of(),
                            away.restraint());
            };
        }
        Passage passage = new Passage(parts, catalog, endpoint.get(), arrival);
        try {
            return passage.receive();
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("endpoint", endpoint.get().name())
                    .addKeyValue("request_id", arrival.requestId())
                    .setCause(e)
                    .log("a bug kept a request from being taken");
            return passage.refused(Refusal.INTERNAL_ERROR, String.valueOf(e.getClass()));
        }
    }

    /** Whether pages of an origin may read the answers on a path. */
    public boolean allowsOrigin(String path, String origin) {
        return endpoints
                .get()
                .at(path)
                .map(endpoint -> endpoint.defences().origins().contains(origin))
                .orElse(false);
    }
}
