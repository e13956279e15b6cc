package dev.sluice.ingest.http;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body that is not asked for before its first byte is wanted: Jetty answers {@code Expect: 100-continue} as soon as the
 * stream is opened, and a client that was told to go on sends all of a body that is refused. Not thread-safe.
 */
final class UnopenedBody extends InputStream {
    private final Source source;
    private @Nullable InputStream opened;

    UnopenedBody(Source source) {
        this.source = source;
    }

    /** Opens the stream. */
    interface Source {
        InputStream open() throws IOException;
    }

    @Override
    public int read() throws IOException {
        return opened().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return opened().read(bytes, offset, length);
    }

    private InputStream opened() throws IOException {
        InputStream stream = opened;
        if (stream == null) {
            stream = source.open();
            opened = stream;
        }
        return stream;
    }
}
