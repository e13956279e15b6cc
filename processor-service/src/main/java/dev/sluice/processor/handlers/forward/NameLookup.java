package dev.sluice.processor.handlers.forward;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the addresses of a host. */
@FunctionalInterface
interface NameLookup {
    /** All of them, or of a literal that one; at least one. */
    InetAddress[] addresses(String host) throws UnknownHostException;

    /**
     * As the operating system has it, for a bounded time. A look-up can't be interrupted, and holds the thread under a virtual one: it is made
     * on another.
     */
    static NameLookup within(Duration time) {
        // One look-up of a host at a time: the JDK would make others wait for it, each with a thread.
        ConcurrentMap<String, Future<InetAddress[]>> running = new ConcurrentHashMap<>();
        return host -> {
            Future<InetAddress[]> found;
            try {
                found = running.computeIfAbsent(
                        host,
                        name -> Threads.POOL.submit(() -> {
                            try {
                                return InetAddress.getAllByName(name);
                            } finally {
                                running.remove(name);
                            }
                        }));
            } catch (RejectedExecutionException e) {
                throw unknown("too many names are being looked up");
            }
            try {
                return found.get(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw unknown("no name server answered within " + time.toMillis() + " ms");
            } catch (ExecutionException e) {
                throw unknown("no address was found");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown("interrupted");
            }
        };
    }

    private static UnknownHostException unknown(String why) {
        return new UnknownHostException(why);
    }

    /** Those of all routes; they end when nothing has been looked up for a while. */
    final class Threads {
        private static final int MOST = 256;
        private static final ExecutorService POOL = new ThreadPoolExecutor(
                0,
                MOST,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("name-lookup-", 0).factory());

        private Threads() {}
    }
}
