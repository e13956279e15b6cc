package dev.sluice.processor.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** One of the tables that are partitioned by the receipt of an event's first copy, and how its partitions come and go. */
enum PartitionedTable {
    ATTEMPTS("webhook_attempt", ""),
    /** A third of a page: compressing an ordinary row would cost more than all the rest of writing it, and save nothing. */
    EVENTS("webhook_event", " WITH (toast_tuple_target = 2700)");

    private final String table;
    private final String storage;

    PartitionedTable(String table, String storage) {
        this.table = table;
        this.storage = storage;
    }

    /**
     * A partition.
     *
     * @param bounds widened to whole days
     */
    record Partition(String name, PartitionBounds bounds) {}

    /** Those that there are, the default partition apart. */
    List<Partition> partitions(Session session) throws SQLException {
        session.deadline().check();
        List<Partition> partitions = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet result = statement.executeQuery("""
                        SELECT name, (bound[1]::timestamptz AT TIME ZONE 'UTC')::date,
                            (bound[2]::timestamptz AT TIME ZONE 'UTC' + interval '1 day' - interval '1 microsecond')::date
                        FROM (SELECT c.oid::regclass::text AS name, regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                     '^FOR VALUES FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)$') AS bound
                              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                              WHERE i.inhparent = '%s'::regclass) AS partitions
                        WHERE bound IS NOT NULL
                        """.formatted(table))) {
            while (result.next()) {
                partitions.add(new Partition(
                        result.getString(1),
                        new PartitionBounds(
                                result.getObject(2, LocalDate.class), result.getObject(3, LocalDate.class))));
            }
        }
        return partitions;
    }

    /**
     * Creates a partition, and moves the rows there that the default partition has of its time. Made on its own and attached:
     * that locks the whole table against other changes of its form only, and the default partition against everything.
     */
    void create(Session session, PartitionBounds bounds) throws SQLException {
        String partition = table + "_" + bounds.suffix();
        String from = timestamp(bounds.start());
        String to = timestamp(bounds.end());
        session.execute("CREATE TABLE %s (LIKE %s INCLUDING ALL)%s".formatted(partition, table, storage));
        session.execute("LOCK TABLE %s_default IN ACCESS EXCLUSIVE MODE".formatted(table));
        session.execute("""
                WITH moved AS (DELETE FROM %1$s_default WHERE received_at >= %3$s AND received_at < %4$s RETURNING *)
                INSERT INTO %2$s SELECT * FROM moved
                """.formatted(table, partition, from, to));
        session.execute("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)"
                .formatted(table, partition, from, to));
    }

    private static String timestamp(LocalDate day) {
        return "'" + day + " 00:00:00+00'";
    }
}
