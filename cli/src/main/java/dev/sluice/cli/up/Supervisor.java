package dev.sluice.cli.up;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps one part running: starts it again whenever it dies. Thread-safe. */
final class Supervisor {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    // A process that stayed up this long counts as healthy: its next exit resets the restart counter.
    private static final Duration WELL = Duration.ofMinutes(1);

    private final ManagedProcess part;
    private final Watcher watcher;
    private volatile @Nullable ChildProcess process;
    private volatile Duration startTook = Duration.ZERO;
    private @Nullable Thread thread;
    private boolean stopping;

    Supervisor(ManagedProcess part, Watcher watcher) {
        this.part = part;
        this.watcher = watcher;
    }

    /** Is told what happens; called from the supervisor's thread. */
    interface Watcher {
        /** It ended by itself and is about to be started again. */
        void died(ManagedProcess part, int exitCode);

        /** It is ready again, as another process. */
        void returned(ManagedProcess part);

        /** It does not stay up; nothing more is tried. */
        void lost(ManagedProcess part, String why);
    }

    /** Starts it for the first time, or after {@link #stop}; on return it is ready and watched. */
    void start() throws StartFailedException, InterruptedException {
        synchronized (this) {
            stopping = false;
        }
        long began = System.nanoTime();
        process = part.start();
        startTook = Duration.ofNanos(System.nanoTime() - began);
        synchronized (this) {
            if (!stopping) {
                thread = Thread.ofPlatform()
                        .daemon()
                        .name("supervisor-" + part.name())
                        .start(this::keep);
            }
        }
    }

    /** Ends it; on return it is gone. */
    void stop() throws InterruptedException {
        Thread keeping;
        synchronized (this) {
            stopping = true;
            keeping = thread;
        }
        if (keeping != null) {
            keeping.interrupt();
            keeping.join();
        }
        ChildProcess last = process;
        if (last != null) {
            part.stop(last);
        }
    }

    /** How long the last start took until it was ready. */
    Duration startTook() {
        return startTook;
    }

    /** Its process id. */
    long pid() {
        ChildProcess current = process;
        return current == null ? 0 : current.pid();
    }

    String name() {
        return part.name();
    }

    private void keep() {
        int deaths = 0;
        try {
            while (true) {
                ChildProcess current = process;
                if (current == null) {
                    return;
                }
                long since = System.nanoTime();
                int exitCode = current.onExit().get();
                deaths = System.nanoTime() - since > WELL.toNanos() ? 1 : deaths + 1;
                watcher.died(part, exitCode);
                deaths = restart(deaths);
                watcher.returned(part);
            }
        } catch (InterruptedException e) {
            // Asked to end by stop(), which stops the process itself.
            Thread.currentThread().interrupt();
        } catch (ExecutionException | StartFailedException e) {
            watcher.lost(part, String.valueOf(e.getMessage()));
        }
    }

    private int restart(int deaths) throws InterruptedException, StartFailedException {
        int count = deaths;
        while (true) {
            if (count > 1) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            try {
                process = part.start();
                return count;
            } catch (StartFailedException e) {
                count++;
                if (count > TRIES) {
                    throw e;
                }
            }
        }
    }
}
