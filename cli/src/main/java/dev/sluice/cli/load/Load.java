package dev.sluice.cli.load;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Load on one path.
 *
 * @param perSecond requests begun in a second, whether earlier ones are answered or not; 0: the next one whenever one is
 *     answered
 * @param source address the connections come from, when not the system's choice
 */
public record Load(Target target, int connections, int perSecond, Duration duration, Optional<InetAddress> source) {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);
    private static final long STACK_BYTES = 256L * 1024;

    /** From whatever address the system chooses. */
    public Load(Target target, int connections, int perSecond, Duration duration) {
        this(target, connections, perSecond, duration, Optional.empty());
    }

    /** Sends it all; on return nothing is under way any more. */
    public LoadReport run(Requests requests) throws InterruptedException {
        Instant beganAt = Instant.now();
        Pacing pacing = new Pacing(System.nanoTime(), perSecond, duration);
        AtomicLong next = new AtomicLong();
        List<Tally> tallies = new ArrayList<>();
        List<Connection> open = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Tally tally = new Tally();
                Connection connection = new Connection(target, source);
                tallies.add(tally);
                open.add(connection);
                // Platform threads: a virtual one asks the kernel twice for each answer it waits for.
                threads.add(Thread.ofPlatform()
                        .name("load-" + i)
                        .daemon()
                        .stackSize(STACK_BYTES)
                        .start(() -> drive(connection, requests, pacing, next, tally)));
            }
            long end = pacing.began() + duration.plus(LAST_ANSWERS).toNanos();
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } finally {
            open.forEach(Connection::close);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return Tally.report(tallies, pacing, beganAt);
    }

    private static void drive(Connection connection, Requests requests, Pacing pacing, AtomicLong next, Tally tally) {
        while (true) {
            long number = next.getAndIncrement();
            long due = pacing.due(number, System.nanoTime());
            if (pacing.isOver(due)) {
                return;
            }
            await(due);
            if (pacing.isTooLate(System.nanoTime())) {
                return;
            }
            try {
                int status = connection.exchange(requests.bytes(number));
                tally.answered(status, due, System.nanoTime());
            } catch (IOException e) {
                tally.failed(String.valueOf(e.getMessage()));
                await(System.nanoTime() + AFTER_FAILURE.toNanos());
            }
        }
    }

    private static void await(long time) {
        long left = time - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = time - System.nanoTime();
        }
    }
}
