package dev.sluice.processor.streams;

import dev.sluice.record.Coordinates;
import dev.sluice.record.UndecodableRecordException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;

/**
 * What stream threads have died at. A record at which they die again and again is set apart: taken as it is, it would stop its
 * partition for good, since the thread that takes over gets it again. Its deliveries are given up without an attempt, so that their
 * event ends dead; if threads die at that as well, its bytes alone become a dead letter. What dies while a batch is written is found
 * by writing each of its entries alone. Thread-safe.
 */
public final class StreamDeaths {
    /** Deaths at one piece of work alone until it is taken for their cause. */
    static final int MOST = 3;

    private final Map<Work, Integer> deaths = new HashMap<>();
    private final Map<Work, String> apart = new HashMap<>();
    /** Those set apart whose deliveries can't be given up either. */
    private final Set<Work> bytesOnly = new HashSet<>();
    /** What was in a batch at which a thread has died. */
    private final Set<Work> suspects = new HashSet<>();
    /** Whether anything has been written since something was set apart: if nothing can be, no record is to blame. */
    private boolean progress = true;

    private final ThreadLocal<Holder> working = ThreadLocal.withInitial(Holder::new);
    private volatile boolean none = true;

    /**
     * A record, or one delivery of it that has waited.
     *
     * @param at where the record stands
     * @param route of the delivery; empty for the record as a whole
     */
    record Work(Coordinates at, String route) {
        @Override
        public String toString() {
            return route.isEmpty() ? at.toString() : at + " for route " + route;
        }
    }

    private static final class Holder {
        private List<Work> at = List.of();
    }

    /** The calling thread takes a record. */
    void begin(Coordinates record) {
        begin(new Work(record, ""));
    }

    /** The calling thread takes a piece of work. */
    void begin(Work work) {
        working.get().at = List.of(work);
    }

    /** The calling thread is done with what it took. */
    void end() {
        working.get().at = List.of();
    }

    /** What the calling thread is at, so that what comes of it can be put down to it later; null for nothing. */
    @Nullable
    Work current() {
        List<Work> at = working.get().at;
        return at.isEmpty() ? null : at.getFirst();
    }

    /** Something that is to be written. */
    interface Entry {
        /** What the thread was at when it came of it; null where that is not known. */
        @Nullable
        Work of();
    }

    /**
     * The calling thread writes the first of these.
     *
     * @return those to be written together, at most so many: none that a thread may have died at beside one that came of other work
     */
    synchronized <T extends Entry> List<T> beginWriting(List<T> entries, int most) {
        @Nullable Work first = entries.getFirst().of();
        boolean alone = first != null && suspects.contains(first);
        List<T> part = new ArrayList<>();
        Set<Work> works = new LinkedHashSet<>();
        for (T entry : entries) {
            @Nullable Work of = entry.of();
            boolean fits = alone ? Objects.equals(of, first) : of == null || !suspects.contains(of);
            if (part.size() == most || !fits) {
                break;
            }
            part.add(entry);
            if (of != null) {
                works.add(of);
            }
        }
        working.get().at = List.copyOf(works);
        return part;
    }

    /**
     * What the calling thread was writing has been written.
     *
     * @param anEvent whether any of it was more than the dead letter of what can't be decoded
     */
    void endWriting(boolean anEvent) {
        Holder holder = working.get();
        written(holder.at, anEvent);
        holder.at = List.of();
    }

    private synchronized void written(Collection<Work> works, boolean anEvent) {
        works.forEach(suspects::remove);
        // Giving up what is set apart shows nothing about the others.
        progress |= anEvent && works.stream().noneMatch(apart::containsKey);
    }

    /**
     * The calling thread dies.
     *
     * @return what it was doing, as the end of a sentence
     */
    public synchronized String died(Throwable cause) {
        List<Work> at = working.get().at;
        if (at.isEmpty()) {
            return "it was not processing a single record";
        }
        if (isOfSurroundings(cause)) {
            return "no record is to blame for it";
        }
        if (at.size() > 1) {
            suspects.addAll(at);
            return "it was writing a batch of " + at.size() + ", of which each is written alone next time";
        }
        Work work = at.getFirst();
        suspects.add(work);
        int count = deaths.merge(work, 1, Integer::sum);
        if (count >= MOST && apart.containsKey(work)) {
            bytesOnly.add(work);
            return "it was giving up " + work + ", of which the bytes alone become a dead letter now";
        }
        if (count >= MOST && progress) {
            apart.put(work, MOST + " stream threads died at it: " + cause);
            deaths.remove(work);
            progress = false;
            none = false;
            return "it was processing " + work + ", which is set apart now and becomes a dead letter";
        }
        return "it was processing " + work;
    }

    /** A store that can't be written, a broker that is away, memory that is used up: the record that met it is like any other. */
    private static boolean isOfSurroundings(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof ProcessorStateException
                    || at instanceof InvalidStateStoreException
                    || at instanceof InterruptException
                    || (at instanceof VirtualMachineError && !(at instanceof StackOverflowError))
                    || (at instanceof ApiException && !(at instanceof RecordTooLargeException))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Why a piece of work is set apart; empty if it is not.
     *
     * @throws UndecodableRecordException if it is not even to be decoded
     */
    Optional<String> whyApart(Work work) throws UndecodableRecordException {
        if (none) {
            return Optional.empty();
        }
        synchronized (this) {
            Optional<String> why = Optional.ofNullable(apart.get(work));
            if (why.isPresent() && bytesOnly.contains(work)) {
                throw new UndecodableRecordException(why.get());
            }
            return why;
        }
    }
}
