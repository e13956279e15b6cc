package dev.sluice.reload;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import dev.sluice.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration as its files have it now. When one of them has changed and is stable until the next poll, everything is read again
 * and takes the place of what was there at once. A configuration with mistakes changes nothing: they are logged once, with file, line
 * and fix. Thread-safe.
 *
 * @param <T> what the files say, as a whole; immutable
 */
public final class LiveConfiguration<T> implements Supplier<T>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

    private final Source<T> source;
    private final Consumer<T> applied;
    private final Runnable refused;
    private final Schedule watch;
    private volatile T current;
    private volatile boolean mistaken;
    private String dealtWith;
    private String lastSeen;

    /**
     * Where a configuration comes from.
     *
     * @param what its name in the log, such as {@code endpoints}
     * @param fingerprint of the files' content: differs when any of it does
     * @param reading reads the files
     * @param names of what is configured
     */
    public record Source<T>(
            String what, Supplier<String> fingerprint, Reading<T> reading, Function<T, List<String>> names) {}

    /** Reads a configuration as a whole. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads all files.
         *
         * @throws ConfigurationException with every mistake
         */
        T read() throws ConfigurationException;
    }

    /**
     * @param first what was read when the service started
     * @param fingerprint of the files just before
     * @param applied told of every configuration before it takes the place of another
     * @param refused told when one with mistakes was found, or one that can't be taken up now
     */
    public LiveConfiguration(Source<T> source, T first, String fingerprint, Consumer<T> applied, Runnable refused) {
        this.source = source;
        this.applied = applied;
        this.refused = refused;
        this.watch = new Schedule(source.what() + "-watch");
        this.current = first;
        this.dealtWith = fingerprint;
        this.lastSeen = fingerprint;
    }

    @Override
    public T get() {
        return current;
    }

    /** Whether the files as they are now have mistakes, so that what they said before is in force. */
    public boolean isMistaken() {
        return mistaken;
    }

    /** Polls the files from now on: a WatchService does not notice when a symbolic link is swapped. */
    public void watch(Duration every) {
        watch.every(every, every, this::look);
    }

    synchronized void look() {
        try {
            String now = source.fingerprint().get();
            // While it is written, a file can be valid and lack its last entries.
            boolean settled = now.equals(lastSeen);
            lastSeen = now;
            if (settled && !now.equals(dealtWith)) {
                read(now);
            }
        } catch (RuntimeException e) {
            LOG.error("could not look at the files of the {}", source.what(), e);
            refused.run();
        }
    }

    private void read(String fingerprint) {
        try {
            T next = source.reading().read();
            if (source.fingerprint().get().equals(fingerprint)) {
                take(next);
                dealtWith = fingerprint;
            }
        } catch (ConfigurationException e) {
            LOG.error("the changed {} have mistakes and are not taken up; the old ones stay", source.what());
            for (Mistake mistake : e.mistakes()) {
                LOG.error("{}: {}. {}", mistake.where(), mistake.what(), mistake.fix());
            }
            dealtWith = fingerprint;
            mistaken = true;
            refused.run();
        }
    }

    private void take(T next) {
        List<String> before = source.names().apply(current);
        List<String> after = source.names().apply(next);
        applied.accept(next);
        current = next;
        mistaken = false;
        LOG.info(
                "the changed {} are in force; new: {}, gone: {}",
                source.what(),
                after.stream().filter(name -> !before.contains(name)).toList(),
                before.stream().filter(name -> !after.contains(name)).toList());
    }

    @Override
    public void close() {
        watch.close();
    }
}
