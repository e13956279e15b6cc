package dev.sluice.provider;

import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Optional;

/** Reads the events out of a request whose signature has been checked. Thread-safe. */
public final class EventReader {
    /** Finds id, type, object, time and mode, and checks them. */
    public Reading read(Endpoint endpoint, SignedRequest request, Instant receivedAt, Optional<String> traceparent) {
        throw new UnsupportedOperationException();
    }
}
