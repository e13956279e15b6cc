package dev.sluice.ingest.receive;

import java.io.IOException;
import java.time.Duration;

/**
 * The body of a request as it comes in. Nobody waits for it longer than is said, whatever the framing: bytes of chunk
 * extensions, trailers and empty frames are none of the body's. Read by one thread.
 */
public interface IncomingBody extends AutoCloseable {
    /**
     * Whether more of the body, or its end, is there to be read.
     *
     * @param within how long it is waited for; zero or less: not at all
     * @throws IOException if no more will come
     */
    boolean await(Duration within) throws IOException;

    /**
     * Reads what has come, without waiting.
     *
     * @return how many bytes; -1 at the end
     * @throws IOException if no more will come
     */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Lets go of what has come and was not read. */
    @Override
    void close();

    /** One that is there already. */
    static IncomingBody of(byte[] bytes) {
        return new IncomingBody() {
            private int next;

            @Override
            public boolean await(Duration within) {
                return true;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (next == bytes.length) {
                    return -1;
                }
                int count = Math.min(length, bytes.length - next);
                System.arraycopy(bytes, next, into, offset, count);
                next += count;
                return count;
            }

            @Override
            public void close() {
                // Holds nothing but the array.
            }
        };
    }
}
