package dev.sluice.ingest.receive;

import dev.sluice.rejection.RejectionCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Reads a body under a limit of size and of time. Thread-safe. */
final class BodyReader {
    private static final int FIRST_BUFFER = 16 * 1024;
    private static final String NO_ROOM = "no room for the body";

    private final BodyPace pace;

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
        try (IncomingBody body = request.body()) {
            return read(body, request.declaredLength().orElse(Long.MAX_VALUE), limit, permit);
        } catch (IOException e) {
            throw new RejectedException(RejectionCode.BODY_UNREADABLE, String.valueOf(e));
        }
    }

    private byte[] read(IncomingBody body, long declared, int limit, InFlight.Permit permit)
            throws IOException, RejectedException {
        long start = System.nanoTime();
        if (!body.await(Duration.ZERO)) {
            require(permit.awaitBody(), "too many requests whose body has not begun");
            await(body, start, 0);
        }
        // Only now: who sends headers and then nothing holds no place.
        require(permit.begin(), "too many requests");
        int size = size(declared, limit);
        require(permit.take(size), NO_ROOM);
        byte[] buffer = new byte[size];
        int length = 0;
        while (true) {
            if (length == buffer.length) {
                // Full: the end, or more than was declared or fits.
                byte[] next = new byte[1];
                await(body, start, length);
                if (body.read(next, 0, 1) < 0) {
                    return buffer;
                }
                if (length == limit) {
                    throw new RejectedException(RejectionCode.BODY_TOO_LARGE, "more than " + limit + " bytes sent");
                }
                int larger = (int) Math.min(limit, Math.max(FIRST_BUFFER, 2L * length));
                require(permit.take(larger - length), NO_ROOM);
                buffer = Arrays.copyOf(buffer, larger);
                buffer[length++] = next[0];
                continue;
            }
            await(body, start, length);
            int count = body.read(buffer, length, buffer.length - length);
            if (count < 0) {
                return Arrays.copyOf(buffer, length);
            }
            length += count;
        }
    }

    /** Whatever the pace, what is there already is taken. */
    private void await(IncomingBody body, long start, int length) throws IOException, RejectedException {
        Duration left = pace.timeout(length).minusNanos(System.nanoTime() - start);
        if (!body.await(left)) {
            throw new RejectedException(
                    RejectionCode.BODY_UNREADABLE,
                    "only " + length + " bytes in " + Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Room for a small body at once, for a large one only as it comes: a declared length alone must not take room. */
    private static int size(long declared, int limit) {
        return (int) Math.min(declared, Math.min(limit, FIRST_BUFFER));
    }

    private static void require(boolean held, String otherwise) throws RejectedException {
        if (!held) {
            throw new RejectedException(RejectionCode.OVERLOADED, otherwise);
        }
    }
}
