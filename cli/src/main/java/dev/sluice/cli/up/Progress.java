package dev.sluice.cli.up;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

/** Tells a person what is being waited for. Thread-safe. */
public final class Progress implements AutoCloseable {
    private static final int REMIND_SECONDS = 5;

    private final PrintWriter out;
    private final long began = System.nanoTime();
    private final Set<String> waiting = new ConcurrentSkipListSet<>();
    private final Thread reminder =
            Thread.ofPlatform().daemon().name("progress").unstarted(this::remind);

    /** Begins to count the seconds. */
    public Progress(PrintWriter out) {
        this.out = out;
        reminder.start();
    }

    /** Something is waited for from now on. */
    void begin(String name) {
        waiting.add(name);
    }

    /** It is there. */
    void end(String name) {
        waiting.remove(name);
        say(String.format("  %-10s ready after %.1f s", name, seconds()));
    }

    /** Prints a line at once. */
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Since it began. */
    public double seconds() {
        return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    }

    @Override
    public void close() {
        reminder.interrupt();
    }

    private void remind() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(REMIND_SECONDS);
                if (!waiting.isEmpty()) {
                    say(String.format("  waiting for %s, %.0f s", String.join(", ", waiting), seconds()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
