package dev.sluice.processor.streams;

import dev.sluice.record.Coordinates;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which records stream threads have died at. One at which they die again and again is set apart: taken as it is, it would stop its
 * partition for good, since the thread that takes over gets it again. Thread-safe.
 */
public final class StreamDeaths {
    /** Deaths at one record until it is taken for their cause. */
    static final int MOST = 3;

    private final Map<Coordinates, Integer> deaths = new HashMap<>();
    private final Map<Coordinates, String> apart = new HashMap<>();
    private final ThreadLocal<Holder> processing = ThreadLocal.withInitial(Holder::new);
    private volatile boolean none = true;

    private static final class Holder {
        private Optional<Coordinates> at = Optional.empty();
    }

    /** The calling thread takes a record. */
    void begin(Coordinates at) {
        processing.get().at = Optional.of(at);
    }

    /** The calling thread is done with the record it took. */
    void end() {
        processing.get().at = Optional.empty();
    }

    /**
     * The calling thread dies.
     *
     * @return the record that it was processing; empty where it was doing something else, such as committing
     */
    public synchronized Optional<Coordinates> died(Throwable cause) {
        Optional<Coordinates> at = processing.get().at;
        at.ifPresent(record -> {
            if (deaths.merge(record, 1, Integer::sum) >= MOST) {
                apart.put(record, MOST + " stream threads died at it: " + cause);
                none = false;
            }
        });
        return at;
    }

    /** Why a record is set apart; empty if it is not. */
    synchronized Optional<String> whyApart(Coordinates at) {
        return Optional.ofNullable(apart.get(at));
    }

    /** Whether no record is. */
    boolean none() {
        return none;
    }
}
