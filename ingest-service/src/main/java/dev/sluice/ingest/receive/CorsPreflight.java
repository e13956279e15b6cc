package dev.sluice.ingest.receive;

import dev.sluice.ingest.receive.ReceiveResult.Preflight;
import dev.sluice.ingest.receive.ReceiveResult.Rejected;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.RejectionCode;
import java.util.Optional;

/** Answers browsers that ask before they let a page of another origin send. */
final class CorsPreflight {
    private CorsPreflight() {}

    /** What a browser is told; empty when it is no browser that asks, or the endpoint knows no origins. */
    static Optional<ReceiveResult> answer(Endpoint endpoint, WebhookRequest request) {
        Optional<String> origin = request.headers().first("origin");
        if (!request.method().equals("OPTIONS")
                || origin.isEmpty()
                || request.headers().first("access-control-request-method").isEmpty()
                || endpoint.accessRules().origins().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                endpoint.accessRules().origins().contains(origin.get())
                        ? new Preflight(endpoint.name())
                        : new Rejected(
                                endpoint.name(), RejectionCode.ORIGIN_NOT_ALLOWED, "origin \"" + origin.get() + "\""));
    }
}
