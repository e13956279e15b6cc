package dev.sluice.ingest.receive;

import dev.sluice.ingest.receive.Reception.Preflight;
import dev.sluice.ingest.receive.Reception.Refused;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Refusal;
import java.util.Optional;

/** Answers browsers that ask before they let a page of another origin send. */
final class CorsPreflight {
    private CorsPreflight() {}

    /** What a browser is told; empty when it is no browser that asks, or the endpoint knows no origins. */
    static Optional<Reception> answer(Endpoint endpoint, Arrival arrival) {
        Optional<String> origin = arrival.headers().first("origin");
        if (!arrival.method().equals("OPTIONS")
                || origin.isEmpty()
                || arrival.headers().first("access-control-request-method").isEmpty()
                || endpoint.defences().origins().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                endpoint.defences().origins().contains(origin.get())
                        ? new Preflight(endpoint.name())
                        : new Refused(endpoint.name(), Refusal.ORIGIN_NOT_ALLOWED, "origin \"" + origin.get() + "\""));
    }
}
