package dev.sluice.ingest.receive;

import dev.sluice.ingest.receive.Quota.Sender;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The bounds on requests and on bytes of their bodies that are held at a time. A place among the requests is taken when
 * a body has begun to come; as many requests again may wait for that. Thread-safe.
 */
public final class InFlight {
    private final Quota waiting;
    private final Quota requests;
    private final Quota bytes;

    private final Duration longest;

    /** @param longest how long a request may take, whatever it does */
    public InFlight(Bounds bounds, Duration longest) {
        this.longest = longest;
        this.waiting = new Quota(bounds.requests(), bounds.requestsPerAddress());
        this.requests = new Quota(bounds.requests(), bounds.requestsPerAddress());
        this.bytes = new Quota(bounds.bytes(), bounds.bytesPerAddress());
    }

    /** A permit for one request, which holds nothing yet. */
    Permit permit(Sender sender) {
        return new Permit(sender);
    }

    /**
     * Whether requests are turned away for want of room while none has given any back for longer than a request may take: then
     * what they hold is lost, and a flood of slow ones is not what holds it.
     *
     * @param now a reading of {@link System#nanoTime}
     */
    public boolean isStuck(long now) {
        return Stream.of(waiting, requests, bytes).anyMatch(quota -> quota.isStuck(longest, now));
    }

    /** Requests that are held now. */
    public int requests() {
        return requests.taken();
    }

    /** Requests whose body is waited for now. */
    public int waiting() {
        return waiting.taken();
    }

    /** Bytes that are held now. */
    public int bytes() {
        return bytes.taken();
    }

    /**
     * How much is held at a time.
     *
     * @param requests whose body has begun, and as many again whose has not
     * @param requestsPerAddress of each
     * @param bytes of all bodies together
     * @param bytesPerAddress of all bodies from one address
     */
    public record Bounds(int requests, int requestsPerAddress, int bytes, int bytesPerAddress) {}

    /** The permit of one request, and what it has taken. Not thread-safe. */
    final class Permit implements AutoCloseable {
        private final Sender sender;
        private boolean waits;
        private boolean begun;
        private int held;

        private Permit(Sender sender) {
            this.sender = sender;
        }

        /** Takes the right to wait for a body; false when too many wait. */
        boolean awaitBody() {
            waits = waiting.take(sender, 1);
            return waits;
        }

        /** Takes a place among the requests in flight, and waits no more; false when there is none. */
        boolean begin() {
            stopWaiting();
            begun = requests.take(sender, 1);
            return begun;
        }

        /** Takes room for more bytes; false when there is none. */
        boolean take(int more) {
            if (!bytes.take(sender, more)) {
                return false;
            }
            held += more;
            return true;
        }

        private void stopWaiting() {
            if (waits) {
                waits = false;
                waiting.giveBack(sender, 1);
            }
        }

        @Override
        public void close() {
            stopWaiting();
            bytes.giveBack(sender, held);
            if (begun) {
                requests.giveBack(sender, 1);
            }
        }
    }
}
