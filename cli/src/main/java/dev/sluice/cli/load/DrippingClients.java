package dev.sluice.cli.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * Connections from one address that each begin a request and never end it, dripping a little each second. Each that is closed is opened
 * again, so that there are always as many. All are served by the thread that runs them.
 *
 * @param perSecond how many are opened in a second at most
 */
public record DrippingClients(Target target, Drip drip, int connections, int perSecond, InetAddress source) {
    private static final Duration BETWEEN_DRIPS = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(10);

    /**
     * What came of them.
     *
     * @param opened connections that began a request
     * @param mostAtOnce how many were open at the same time
     */
    public record Report(long opened, int mostAtOnce) {}

    /** Goes on for so long; on return all are closed. */
    public Report run(Duration duration) throws IOException {
        byte[] more = drip.more();
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        long nextDrip = began + BETWEEN_DRIPS.toNanos();
        long nextOpened = began;
        long opened = 0;
        int most = 0;
        try (Selector selector = Selector.open()) {
            try {
                for (long now = began; now < end; now = System.nanoTime()) {
                    if (selector.keys().size() >= connections) {
                        nextOpened = now;
                    }
                    while (nextOpened <= now && selector.keys().size() < connections) {
                        open(selector);
                        opened++;
                        nextOpened += Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
                    }
                    if (now >= nextDrip) {
                        nextDrip += BETWEEN_DRIPS.toNanos();
                        selector.keys().forEach(key -> write(key, more));
                    }
                    most = Math.max(most, selector.keys().size());
                    selector.select(DrippingClients::discard, TICK.toMillis());
                }
            } finally {
                List.copyOf(selector.keys()).forEach(DrippingClients::close);
            }
        }
        return new Report(opened, most);
    }

    private void open(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(source, 0));
            channel.connect(target.address());
            channel.configureBlocking(false);
            write(channel.register(selector, SelectionKey.OP_READ), drip.begin(target));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void write(SelectionKey key, byte[] bytes) {
        try {
            if (key.isValid() && bytes.length > 0) {
                var unused = ((SocketChannel) key.channel()).write(ByteBuffer.wrap(bytes));
            }
        } catch (IOException e) {
            close(key);
        }
    }

    /** Reads answers, and sees that a connection has been closed. */
    private static void discard(SelectionKey key) {
        ByteBuffer answer = ByteBuffer.allocate(1024);
        try {
            if (((SocketChannel) key.channel()).read(answer) < 0) {
                close(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket could not be closed", e);
        }
    }
}
