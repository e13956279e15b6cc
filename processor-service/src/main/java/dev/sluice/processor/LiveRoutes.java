package dev.sluice.processor;

import dev.sluice.processor.ledger.InstanceTable;
import dev.sluice.reload.LiveConfiguration;
import dev.sluice.route.RouteSources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes in force on this instance: taken up from their files when these change, and compared with those of the other instances.
 * Thread-safe.
 */
final class LiveRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private static final Duration LOOK_FOR_CHANGES = Duration.ofSeconds(1);

    /** How often instances compare their routes. */
    static final Duration COMPARE_EVERY = Duration.ofSeconds(10);

    private static final Duration ALIVE = COMPARE_EVERY.multipliedBy(3);

    private final LiveConfiguration<RouteSources.Reading> routes;
    private final InstanceTable instances;
    private volatile List<String> differing = List.of();
    private List<String> warnedOf = List.of();

    /**
     * @param first what was read when the service started
     * @param applied told of every change before it is in force
     * @param refused told of every change with mistakes
     */
    LiveRoutes(
            RouteSources sources,
            RouteSources.Reading first,
            Consumer<RouteSources.Reading> applied,
            Runnable refused,
            InstanceTable instances) {
        this.routes = new LiveConfiguration<>(
                new LiveConfiguration.Source<>(
                        "routes", sources::fingerprint, sources::read, RouteSources.Reading::names),
                first,
                first.fingerprint(),
                applied,
                refused);
        this.instances = instances;
    }

    /** Takes up changes from now on. */
    void watch() {
        routes.watch(LOOK_FOR_CHANGES);
    }

    /** Version of the routes in force: the same for the same routes. */
    String version() {
        return routes.get().version();
    }

    /** The routes in force. */
    RouteSources.Reading inForce() {
        return routes.get();
    }

    /** {@code current}; {@code mistaken} while the file has mistakes, and {@code differ} while other instances have other routes. */
    String state() {
        return routes.isMistaken() ? "mistaken" : differing.isEmpty() ? "current" : "differ";
    }

    boolean areMistaken() {
        return routes.isMistaken();
    }

    /** How many other instances have other routes. */
    int differing() {
        return differing.size();
    }

    /**
     * Compares them with those of the other instances. To be called from time to time by one thread. Instances that differ twice in a
     * row are warned of, and once: a change reaches all of them within seconds, but not at the same moment.
     */
    void compare() {
        Optional<List<String>> asked = instances.differing(version(), ALIVE);
        if (asked.isEmpty()) {
            return;
        }
        List<String> now = asked.get();
        if (now.isEmpty() && !warnedOf.isEmpty()) {
            LOG.info("all instances have the same routes again");
            warnedOf = now;
        } else if (!now.isEmpty() && now.equals(differing) && !now.equals(warnedOf)) {
            LOG.warn(
                    "the routes of this instance (version {}) are not those of {}: what becomes of an event depends on which"
                            + " instance has it. Give all instances the same routes.yaml",
                    version(),
                    String.join(", ", now));
            warnedOf = now;
        }
        differing = now;
    }

    @Override
    public void close() {
        routes.close();
    }
}
