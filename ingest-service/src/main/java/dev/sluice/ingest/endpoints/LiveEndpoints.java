package dev.sluice.ingest.endpoints;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointSources;
import dev.sluice.config.Mistake;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints as the files have them now. When {@code endpoints.yaml}, a file it takes secrets from or a preset of the
 * operator's has changed and is stable until the next poll, everything is read again. Running requests keep the old configuration, and a
 * configuration with mistakes changes nothing. Thread-safe.
 */
public final class LiveEndpoints implements Supplier<EndpointCatalog>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEndpoints.class);

    private final EndpointSources sources;
    private final Consumer<EndpointCatalog> applied;
    private final Runnable refused;
    private final Schedule watch = new Schedule("endpoints-watch");
    private volatile EndpointCatalog current;
    private String dealtWith;
    private String lastSeen;

    /**
     * @param sources the files
     * @param first what was read from them when the service started
     * @param applied told of every configuration that takes the place of another
     * @param refused told when one with mistakes was found, or one that can't be taken up now
     */
    public LiveEndpoints(
            EndpointSources sources,
            EndpointSources.Reading first,
            Consumer<EndpointCatalog> applied,
            Runnable refused) {
        this.sources = sources;
        this.applied = applied;
        this.refused = refused;
        this.current = first.endpoints();
        this.dealtWith = first.fingerprint();
        this.lastSeen = first.fingerprint();
    }

    @Override
    public EndpointCatalog get() {
        return current;
    }

    /** Polls the files from now on: a WatchService does not notice when a symbolic link is swapped. */
    public void watch(Duration every) {
        watch.every(every, every, this::look);
    }

    synchronized void look() {
        try {
            String now = sources.fingerprint();
            // While it is written, a file can be valid and lack its last endpoints.
            boolean settled = now.equals(lastSeen);
            lastSeen = now;
            if (settled && !now.equals(dealtWith)) {
                read(now);
            }
        } catch (RuntimeException e) {
            LOG.error("could not look at the endpoints' files", e);
            refused.run();
        }
    }

    private void read(String fingerprint) {
        try {
            EndpointCatalog next = sources.read().endpoints();
            if (sources.fingerprint().equals(fingerprint)) {
                take(next);
                dealtWith = fingerprint;
            }
        } catch (ConfigurationException e) {
            LOG.error("the changed endpoints have mistakes and are not taken up; the old ones stay");
            for (Mistake mistake : e.mistakes()) {
                LOG.error("{}: {}. {}", mistake.where(), mistake.what(), mistake.fix());
            }
            dealtWith = fingerprint;
            refused.run();
        }
    }

    private void take(EndpointCatalog next) {
        List<String> before = names(current);
        List<String> after = names(next);
        applied.accept(next);
        current = next;
        LOG.info(
                "the changed endpoints are in force; new: {}, gone: {}",
                after.stream().filter(name -> !before.contains(name)).toList(),
                before.stream().filter(name -> !after.contains(name)).toList());
    }

    private static List<String> names(EndpointCatalog catalog) {
        return catalog.all().stream().map(Endpoint::name).toList();
    }

    @Override
    public void close() {
        watch.close();
    }
}
