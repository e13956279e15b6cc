package dev.sluice.processor.streams;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.outage.DatabaseBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one stream thread has attempted and not yet written, shared by the tasks of the thread. A flush writes it in one Postgres
 * transaction and then sends the records that come of it through the thread's own producer, in the Kafka transaction that will
 * also commit the offsets. Every Kafka commit flushes first ({@link FlushingProducer}), so nothing is committed to Kafka that is
 * not in Postgres or on a topic. Used by its thread alone.
 */
final class ThreadBatch {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadBatch.class);
    /** Shortest poll time-out: due alarms don't run while processing is paused, and without this the thread would spin. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

    private final Ledger ledger;
    private final Ledger.DataFailures failures;
    private final PublicationTopics publications;
    private final DatabaseBreaker database;
    private final RouteBreakers breakers;
    private final BatchLimits limits;
    private final StreamDeaths deaths;
    private final FlushListener listener;
    private final OutcomeRecords records;
    private final Clock clock;
    private final Map<TaskId, Instant> alarms = new HashMap<>();
    private final Map<TaskId, Runnable> commitRequests = new HashMap<>();

    private final TransactionTime time;

    private final List<Gathered> gathered = new ArrayList<>();
    private long bytes;
    private long oldest;
    /** Halved when a flush does not come to its end in time, so that the next one may. */
    private int mostEntries;

    private @Nullable Sender sender;

    /** @param of what the thread was at when the entry came of it; null for what waits for no record */
    private record Gathered(TaskId task, BatchEntry entry, int size, StreamDeaths.@Nullable Work of)
            implements StreamDeaths.Entry {}

    /** Sends records in the Kafka transaction of the thread. */
    interface Sender {
        void send(ProducerRecord<byte[], byte[]> message);
    }

    ThreadBatch(
            Ledger ledger,
            Ledger.DataFailures failures,
            PublicationTopics publications,
            DatabaseBreaker database,
            RouteBreakers breakers,
            BatchLimits limits,
            StreamDeaths deaths,
            FlushListener listener,
            OutcomeRecords records,
            Clock clock) {
        this.ledger = ledger;
        this.failures = failures;
        this.publications = publications;
        this.database = database;
        this.breakers = breakers;
        this.limits = limits;
        this.deaths = deaths;
        this.listener = listener;
        this.records = records;
        this.clock = clock;
        this.time = new TransactionTime(limits);
        this.mostEntries = limits.entries();
    }

    /** What the thread has left of its Kafka transaction's time-out. */
    TransactionTime time() {
        return time;
    }

    /**
     * A task has been started.
     *
     * @param commitRequest asks Kafka Streams to commit as soon as it can
     */
    void open(TaskId task, Runnable commitRequest) {
        commitRequests.put(task, commitRequest);
    }

    void add(TaskId task, BatchEntry entry, int size) {
        if (gathered.isEmpty()) {
            oldest = System.nanoTime();
        }
        gathered.add(new Gathered(task, entry, size, deaths.current()));
        bytes += size;
    }

    /** Sends deliveries as they are to {@code webhooks.retry}, which brings them to the partition of their event. */
    void passOn(TaskId task, List<Delivery> deliveries, Instant due) {
        deliveries.forEach(delivery -> sender().send(ParkedRecords.of(delivery, due)));
        commitRequests.getOrDefault(task, () -> {}).run();
    }

    /** To be asked after each record: flushes a batch that is full, or whose oldest entry has waited long enough. */
    void flushIfFull() {
        if (gathered.size() >= mostEntries
                || bytes >= limits.bytes()
                || (!gathered.isEmpty()
                        && System.nanoTime() - oldest >= limits.age().toNanos())) {
            var unused = flushEarly();
        }
    }

    /**
     * Flushes before a commit asks for it, unless the database is away or its time is used up: then the commit decides. Returns
     * whether the batch is empty now.
     */
    boolean flushEarly() {
        return gathered.isEmpty() || (database.closed() && time.allowsEarlyFlush() && write());
    }

    /** On return the batch is empty: written, or sent to {@code webhooks.retry} as it is. */
    void flushBeforeCommit() {
        if (!gathered.isEmpty() && !(database.closed() && write())) {
            park();
        }
    }

    /** Returns whether all of it was written; if not, the rest is still here. */
    private boolean write() {
        while (!gathered.isEmpty()) {
            // More than one part only when flushing was not possible for a while.
            List<Gathered> part = deaths.beginWriting(gathered, mostEntries);
            List<BatchEntry> batch = part.stream().map(Gathered::entry).toList();
            List<Recorded> recorded;
            try {
                recorded = time.database(left -> ledger.record(batch, failures, left));
            } catch (LedgerUnavailableException e) {
                deaths.end();
                mostEntries = Math.max(1, mostEntries / 2);
                database.trip(e);
                return false;
            }
            mostEntries = mostEntries > limits.entries() / 2 ? limits.entries() : mostEntries * 2;
            gathered.subList(0, part.size()).clear();
            List<BatchEntry> written = withLeftBehind(batch, recorded);
            Map<String, PublicationTopics.State> asked = new HashMap<>();
            for (int i = 0; i < written.size(); i++) {
                // What was left behind is of any task: they are all committed together.
                send(part.get(Math.min(i, part.size() - 1)).task(), written.get(i), recorded.get(i), asked);
            }
            deaths.endWriting(batch.stream().anyMatch(entry -> !(entry instanceof UndecodableRecord)));
            tell(() -> listener.flushed(written, recorded));
        }
        clear();
        return true;
    }

    /** The batch, and the attempts that the ledger had recorded before a crash for routes that no longer take their event. */
    private static List<BatchEntry> withLeftBehind(List<BatchEntry> batch, List<Recorded> recorded) {
        List<BatchEntry> all = new ArrayList<>(batch);
        for (Recorded each : recorded.subList(batch.size(), recorded.size())) {
            all.add(((Recorded.WrittenBefore) each).attempt());
        }
        return all;
    }

    private void send(TaskId task, BatchEntry written, Recorded recorded, Map<String, PublicationTopics.State> asked) {
        List<ProducerRecord<byte[], byte[]>> messages = switch (recorded) {
            case Recorded.Written(Attempt attempt) -> {
                if (attempt.outcome() instanceof AttemptOutcome.Processed) {
                    breakers.written(attempt.delivery().route());
                }
                yield records.of(attempt);
            }
            case Recorded.WrittenBefore(Attempt attempt) -> recordsAgain(attempt, asked);
            case Recorded.AlreadyClaimed claimed -> List.of();
            case Recorded.Postponed postponed -> postponed(((Attempt) written).delivery(), postponed);
            case Recorded.NoAttempt none ->
                written instanceof UndecodableRecord undecodable ? List.of(OutcomeRecords.of(undecodable)) : List.of();
        };
        if (!messages.isEmpty()) {
            messages.forEach(sender()::send);
            commitRequests.getOrDefault(task, () -> {}).run();
        }
    }

    /**
     * What was recorded before a crash is acted upon again. The broker is asked anew for each topic: one that has been deleted
     * since would hold up the whole partition, for as often as the transaction is tried.
     *
     * @param asked what it has said since this flush began
     */
    private List<ProducerRecord<byte[], byte[]>> recordsAgain(
            Attempt attempt, Map<String, PublicationTopics.State> asked) {
        boolean taken = !(attempt.outcome() instanceof AttemptOutcome.Processed processed)
                || processed.effects().stream()
                        .allMatch(effect -> !(effect instanceof Effect.Publish publish)
                                || asked.computeIfAbsent(publish.topic(), publications::askAgain)
                                        .takes(publish));
        // Alone: else it would have what other routes left behind sent once more.
        return taken
                ? records.of(attempt)
                : List.of(records.again(attempt.delivery().alone()));
    }

    private List<ProducerRecord<byte[], byte[]>> postponed(Delivery delivery, Recorded.Postponed postponed) {
        if (postponed.wholeRoute()) {
            breakers.targetAway(delivery.route(), postponed.why());
        } else {
            LOG.atWarn()
                    .addKeyValue("event_id", delivery.event().key().id())
                    .addKeyValue("endpoint", delivery.event().key().endpoint())
                    .addKeyValue(
                            "request_id", delivery.event().tracing().requestId().orElse(""))
                    .addKeyValue("cause", "postponed")
                    .log("an attempt is made again later, uncounted: {}", postponed.why());
        }
        return List.of(records.again(delivery));
    }

    private void park() {
        Instant now = clock.instant();
        int entries = gathered.size();
        for (Gathered next : List.copyOf(gathered)) {
            ParkedRecords.of(next.entry(), now).ifPresent(sender()::send);
        }
        clear();
        LOG.warn("the database is away at a commit: {} entries go to webhooks.retry as they are", entries);
        tell(() -> listener.parked(entries));
    }

    /** A listener that fails must not stop the stream thread: the Postgres transaction has been committed. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.error("a listener failed", e);
        }
    }

    /** Records go through this from now on, even before it has opened a transaction. */
    void sendThrough(Sender by) {
        sender = by;
    }

    private Sender sender() {
        return Objects.requireNonNull(sender, "no producer has been seen on this thread");
    }

    boolean isEmpty() {
        return gathered.isEmpty();
    }

    /** Drops what has not been written: its records will be met again. */
    void clear() {
        gathered.clear();
        bytes = 0;
    }

    /** Drops what a task has left when it is closed: nothing after a clean close, since the commit comes first. */
    void forget(TaskId task) {
        alarms.remove(task);
        commitRequests.remove(task);
        gathered.removeIf(entry -> entry.task().equals(task));
        bytes = gathered.stream().mapToLong(Gathered::size).sum();
    }

    /** When the task wants to be called next. */
    void alarm(TaskId task, Instant at) {
        alarms.put(task, at);
    }

    void noAlarm(TaskId task) {
        alarms.remove(task);
    }

    /** How long the thread may wait for records. */
    Duration pollTimeout(Duration most) {
        Duration timeout = most;
        Instant now = clock.instant();
        for (Instant alarm : alarms.values()) {
            Duration until = Duration.between(now, alarm);
            if (until.compareTo(timeout) < 0) {
                timeout = until;
            }
        }
        return timeout.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : timeout;
    }

    /** What an entry adds to {@link BatchLimits#bytes}, roughly. */
    static int size(BatchEntry entry) {
        return switch (entry) {
            case Attempt attempt -> size(attempt.delivery().event());
            case PendingEvent awaiting -> size(awaiting.delivery().event());
            case Duplicate again -> 256;
            case UndecodableRecord unreadable ->
                256 + unreadable.value().length + unreadable.headersJson().length();
        };
    }

    private static int size(WebhookEvent event) {
        return 512 + event.body().length + event.request().headersJson().length();
    }
}
