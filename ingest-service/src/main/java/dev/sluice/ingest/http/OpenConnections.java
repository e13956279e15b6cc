package dev.sluice.ingest.http;

import dev.sluice.access.Address;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps connections within bounds of number and time. It looks at them from outside: no read, no handshake and no write,
 * however it was begun, outlives its connection. Thread-safe.
 */
final class OpenConnections extends Handler.Wrapper implements Connection.Listener {
    private static final long LOOK_EVERY_MILLIS = 250;
    /** Of the most: beyond nine tenths of it, idle ones make room for new ones. */
    private static final double NEAR = 0.9;

    private final ConnectionBounds bounds;
    private final Predicate<Address> proxies;
    private final Map<EndPoint, Open> open = new ConcurrentHashMap<>();
    private final Map<Address, Integer> byAddress = new ConcurrentHashMap<>();
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    /** @param proxies whose connections count as nobody's */
    OpenConnections(ConnectionBounds bounds, Predicate<Address> proxies) {
        this.bounds = bounds;
        this.proxies = proxies;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // Not before the server starts: its scheduler forgets what it was given until then.
        watch(getServer().getScheduler());
    }

    /** Looks for what takes too long, every so often from now on. */
    private void watch(Scheduler scheduler) {
        var unused = scheduler.schedule(
                () -> {
                    closeOverdue();
                    watch(scheduler);
                },
                LOOK_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void closeOverdue() {
        long latest = System.nanoTime() - bounds.request().toNanos();
        open.values().stream()
                .filter(one -> !one.asked && one.since - latest < 0)
                .forEach(one -> one.endPoint.close());
        running.stream().filter(one -> one.since - latest < 0).forEach(one -> one.connection.endPoint.close());
    }

    @Override
    public void onOpened(Connection connection) {
        // Connections of HTTP over TLS lie within it, and are no further ones.
        if (connection.getEndPoint() instanceof SocketChannelEndPoint endPoint) {
            Optional<Address> sender = sender(endPoint);
            Open added = new Open(endPoint, sender);
            open.put(endPoint, added);
            int ofSender = sender.map(address -> byAddress.merge(address, 1, Integer::sum))
                    .orElse(0);
            if (ofSender > bounds.mostPerAddress() || !hasRoomFor(added)) {
                endPoint.close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        var unused = forget(connection.getEndPoint());
    }

    /** Counts a connection no more; false where that has been done. */
    private boolean forget(EndPoint endPoint) {
        Open forgotten = open.remove(endPoint);
        if (forgotten == null) {
            return false;
        }
        forgotten.sender.ifPresent(address ->
                byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1)));
        return true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Open connection = open.get(
                outermost(request.getConnectionMetaData().getConnection().getEndPoint()));
        if (connection != null) {
            Running one = new Running(connection);
            connection.begin();
            running.add(one);
            Request.addCompletionListener(request, failure -> {
                running.remove(one);
                connection.end();
            });
        }
        return super.handle(request, response, callback);
    }

    private boolean hasRoomFor(Open added) {
        if (open.size() > bounds.most() * NEAR) {
            open.values().stream()
                    .filter(one -> one != added && one.isIdle())
                    .min(Comparator.comparingLong(one -> one.since))
                    // Jetty tells of its end later, and until then it would keep the new one out and be chosen again.
                    .filter(one -> forget(one.endPoint))
                    .ifPresent(one -> one.endPoint.close());
        }
        return open.size() <= bounds.most();
    }

    private Optional<Address> sender(EndPoint endPoint) {
        return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? Optional.of(Address.of(peer.getAddress()))
                        .filter(address -> !proxies.test(address))
                        .map(Address::network)
                : Optional.empty();
    }

    /** The end of the connection to the other side, under TLS as well. */
    static EndPoint outermost(EndPoint endPoint) {
        return endPoint instanceof EndPoint.Wrapper wrapper ? outermost(wrapper.unwrap()) : endPoint;
    }

    /** One connection. */
    private static final class Open {
        private final EndPoint endPoint;
        private final Optional<Address> sender;
        private final AtomicInteger requests = new AtomicInteger();
        private volatile boolean asked;
        /** When it was accepted, or last finished a request. */
        private volatile long since = System.nanoTime();

        Open(EndPoint endPoint, Optional<Address> sender) {
            this.endPoint = endPoint;
            this.sender = sender;
        }

        void begin() {
            asked = true;
            requests.incrementAndGet();
        }

        void end() {
            since = System.nanoTime();
            requests.decrementAndGet();
        }

        boolean isIdle() {
            return requests.get() == 0;
        }
    }

    /** One request; another than all others, whatever it holds. */
    private static final class Running {
        private final Open connection;
        private final long since = System.nanoTime();

        Running(Open connection) {
            this.connection = connection;
        }
    }
}
