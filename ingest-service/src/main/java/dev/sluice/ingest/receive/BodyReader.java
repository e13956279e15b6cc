package dev.sluice.ingest.receive;

import dev.sluice.signature.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads a body under a limit of size and of time. Thread-safe. */
final class BodyReader {
    private static final int FIRST_BUFFER = 16 * 1024;

    private final BodyPace pace;

    /** The idle time-out ends a single read that gets nothing. */
    BodyReader(BodyPace pace) {
        this.pace = pace;
    }

    /** @param limit largest body in bytes; a declared length is within it */
    Body read(Arrival arrival, int limit, InFlight.Place place) {
        try {
            return read(arrival.body(), arrival.declaredLength().orElse(Long.MAX_VALUE), limit, place);
        } catch (IOException e) {
            return new Body.Unread(Refusal.BODY_UNREADABLE, String.valueOf(e));
        }
    }

    private Body read(InputStream in, long declared, int limit, InFlight.Place place) throws IOException {
        long start = System.nanoTime();
        int size = size(declared, limit);
        if (!place.take(size)) {
            return noRoom();
        }
        byte[] buffer = new byte[size];
        int length = 0;
        while (true) {
            if (length == buffer.length) {
                // Full: the end, or more than was declared or fits.
                int next = in.read();
                if (next < 0) {
                    return new Body.Whole(buffer);
                }
                if (length == limit) {
                    return new Body.Unread(Refusal.BODY_TOO_LARGE, "more than " + limit + " bytes sent");
                }
                int larger = (int) Math.min(limit, Math.max(FIRST_BUFFER, 2L * length));
                if (!place.take(larger - length)) {
                    return noRoom();
                }
                buffer = Arrays.copyOf(buffer, larger);
                buffer[length++] = (byte) next;
            }
            int count = in.read(buffer, length, buffer.length - length);
            if (count < 0) {
                return new Body.Whole(Arrays.copyOf(buffer, length));
            }
            length += count;
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            // Whatever the pace, a body that is there in full is taken.
            if (length < declared && pace.tooSlow(length, time)) {
                return new Body.Unread(Refusal.BODY_UNREADABLE, "only " + length + " bytes in " + time);
            }
        }
    }

    /** Room for a small body at once, for a large one only as it comes: a declared length alone must not take room. */
    private static int size(long declared, int limit) {
        return (int) Math.min(declared, Math.min(limit, FIRST_BUFFER));
    }

    private static Body noRoom() {
        return new Body.Unread(Refusal.OVERLOADED, "no room for the body");
    }
}
