package dev.sluice.peers.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes a batch of events into Sluice's tables; whoever calls commits. */
public final class LedgerWriter {
    // Sorted, or two threads that write the same rows could wait for each other.
    private static final Comparator<EventRow> ORDER =
            Comparator.comparing(EventRow::endpoint).thenComparing(EventRow::id);

    private LedgerWriter() {}

    /** The rows that the settings ask for. */
    public static void write(
            PeerSettings.Rows what, Connection connection, Stream<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        switch (what) {
            case ALL -> writeAll(connection, records);
            case AUDIT -> writeAudit(connection, records);
        }
    }

    /** The three rows that Sluice writes for a payment: attempt, event, payment. */
    public static void writeAll(Connection connection, Stream<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        List<EventRow> rows = rows(records);
        AttemptTable.insert(connection, rows);
        AuditTable.insert(connection, rows);
        PaymentTable.upsert(connection, rows);
    }

    /** The row of the event alone. */
    private static void writeAudit(Connection connection, Stream<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        AuditTable.insert(connection, rows(records));
    }

    private static List<EventRow> rows(Stream<ConsumerRecord<byte[], byte[]>> records) {
        return records.map(EventRow::of).sorted(ORDER).toList();
    }
}
