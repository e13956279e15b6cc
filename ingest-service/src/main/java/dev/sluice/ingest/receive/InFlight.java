package dev.sluice.ingest.receive;

import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The bounds on requests and on bytes of their bodies that are held at a time. Thread-safe. */
public final class InFlight {
    private final int maxRequests;
    private final int maxBytes;
    private final Semaphore requests;
    private final Semaphore bytes;

    /** @param maxBytes of all bodies together */
    public InFlight(int maxRequests, int maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
        this.requests = new Semaphore(maxRequests);
        this.bytes = new Semaphore(maxBytes);
    }

    /** A place for one request, or empty when all are taken. */
    Optional<Place> enter() {
        return requests.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    /** Requests that are held now. */
    public int requests() {
        return maxRequests - requests.availablePermits();
    }

    /** Bytes that are held now. */
    public int bytes() {
        return maxBytes - bytes.availablePermits();
    }

    /** The place of one request, and the bytes it has taken. Not thread-safe. */
    final class Place implements AutoCloseable {
        private int held;

        private Place() {}

        /** Takes room for more bytes; false when there is none. */
        boolean take(int more) {
            if (!bytes.tryAcquire(more)) {
                return false;
            }
            held += more;
            return true;
        }

        @Override
        public void close() {
            bytes.release(held);
            requests.release();
        }
    }
}
