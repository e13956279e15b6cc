package dev.sluice.processor;

import dev.sluice.processor.ledger.ActionTable;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was accepted and is gone: counted, said aloud, and kept as a row once the database takes it. Thread-safe. */
final class LostRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LostRecords.class);

    private final ActionTable actions;
    private final Queue<String> unwritten = new ConcurrentLinkedQueue<>();
    private volatile Optional<String> last = Optional.empty();

    LostRecords(ActionTable actions) {
        this.actions = actions;
    }

    /** Offsets from {@code from} to before {@code to} were deleted before they were read. */
    void lost(String topic, int partition, long from, long to) {
        String what = (to - from) + " records of " + topic + "-" + partition + ", offsets " + from + " to " + (to - 1)
                + ", were deleted before they were read";
        last = Optional.of(what);
        LOG.atError()
                .addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", from)
                .addKeyValue("cause", "records_lost")
                .log("{}: keep the topic's retention longer than any backlog", what);
        unwritten.add(what);
    }

    /** Writes what has not been written yet. To be called from time to time by one thread. */
    void write() {
        for (String next = unwritten.peek(); next != null; next = unwritten.peek()) {
            if (!actions.note("records_lost", next)) {
                return;
            }
            unwritten.remove();
        }
    }

    /** The last gap that this instance has met since it was started. */
    Optional<String> last() {
        return last;
    }
}
