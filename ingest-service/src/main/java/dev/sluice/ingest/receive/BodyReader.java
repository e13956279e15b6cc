package dev.sluice.ingest.receive;

import dev.sluice.rejection.RejectionCode;
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

    /**
     * All bytes of the body.
     *
     * @param limit largest body in bytes; a declared length is within it
     * @throws RejectedException if it is too large, comes too slowly, breaks off, or there is no room for it
     */
    byte[] read(WebhookRequest request, int limit, InFlight.Permit permit) throws RejectedException {
        try {
            return read(request.body(), request.declaredLength().orElse(Long.MAX_VALUE), limit, permit);
        } catch (IOException e) {
            throw new RejectedException(RejectionCode.BODY_UNREADABLE, String.valueOf(e));
        }
    }

    private byte[] read(InputStream in, long declared, int limit, InFlight.Permit permit)
            throws IOException, RejectedException {
        long start = System.nanoTime();
        int size = size(declared, limit);
        if (!permit.take(size)) {
            throw noRoom();
        }
        byte[] buffer = new byte[size];
        int length = 0;
        while (true) {
            if (length == buffer.length) {
                // Full: the end, or more than was declared or fits.
                int next = in.read();
                if (next < 0) {
                    return buffer;
                }
                if (length == limit) {
                    throw new RejectedException(RejectionCode.BODY_TOO_LARGE, "more than " + limit + " bytes sent");
                }
                int larger = (int) Math.min(limit, Math.max(FIRST_BUFFER, 2L * length));
                if (!permit.take(larger - length)) {
                    throw noRoom();
                }
                buffer = Arrays.copyOf(buffer, larger);
                buffer[length++] = (byte) next;
            }
            int count = in.read(buffer, length, buffer.length - length);
            if (count < 0) {
                return Arrays.copyOf(buffer, length);
            }
            length += count;
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            // Whatever the pace, a body that is there in full is taken.
            if (length < declared && pace.tooSlow(length, time)) {
                throw new RejectedException(RejectionCode.BODY_UNREADABLE, "only " + length + " bytes in " + time);
            }
        }
    }

    /** Room for a small body at once, for a large one only as it comes: a declared length alone must not take room. */
    private static int size(long declared, int limit) {
        return (int) Math.min(declared, Math.min(limit, FIRST_BUFFER));
    }

    private static RejectedException noRoom() {
        return new RejectedException(RejectionCode.OVERLOADED, "no room for the body");
    }
}
