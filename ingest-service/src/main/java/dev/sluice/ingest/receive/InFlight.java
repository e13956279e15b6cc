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

    /** A permit for one request, or empty when all are taken. */
    Optional<Permit> enter() {
        return requests.tryAcquire() ? Optional.of(new Permit()) : Optional.empty();
    }

    /** Requests that are held now. */
    public int requests() {
        return maxRequests - requests.availablePermits();
    }

    /** Bytes that are held now. */
    public int bytes() {
        return maxBytes - bytes.availablePermits();
    }

    /** The permit of one request, and the bytes it has taken. Not thread-safe. */
    final class Permit implements AutoCloseable {
        private int held;

        private Permit() {}

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
