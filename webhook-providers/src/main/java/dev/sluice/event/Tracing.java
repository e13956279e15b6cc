package dev.sluice.event;

import java.util.Optional;

/**
 * By what a request is followed through answers, logs, rows and traces.
 *
 * @param requestId its {@code X-Request-Id}: the sender's, or made on receipt
 * @param traceparent its W3C trace context
 */
public record Tracing(Optional<String> requestId, Optional<String> traceparent) {
    /** Of a request that nothing is known of. */
    public static final Tracing NONE = new Tracing(Optional.empty(), Optional.empty());
}
