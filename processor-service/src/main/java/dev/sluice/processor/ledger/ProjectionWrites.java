package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.handler.Projection;
import dev.sluice.handler.Projection.Write;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes projections, newest wins. Of one batch only the newest write to each object's group is sent; tables and rows are
 * visited in one order everywhere, so that two threads never wait for each other.
 */
final class ProjectionWrites {
    private static final Map<Projection, String> STATEMENTS = new ConcurrentHashMap<>();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Comparator<Projection> TABLES = Comparator.comparing(Projection::table)
            .thenComparing(Projection::group)
            .thenComparing(Projection::toString);

    private ProjectionWrites() {}

    private record Key(String endpoint, String id) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::endpoint).thenComparing(Key::id);

        static Key of(Write write) {
            return new Key(StoredText.key(write.endpoint()), StoredText.key(write.id()));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Row(Key key, Write write) {}

    static void apply(Session session, List<Write> writes) throws SQLException {
        Map<Projection, Map<Key, Write>> newest = new TreeMap<>(TABLES);
        for (Write write : writes) {
            newest.computeIfAbsent(write.projection(), projection -> new TreeMap<>())
                    .merge(Key.of(write), write, ProjectionWrites::newer);
        }
        for (Map.Entry<Projection, Map<Key, Write>> group : newest.entrySet()) {
            List<Row> rows = group.getValue().entrySet().stream()
                    .map(row -> new Row(row.getKey(), row.getValue()))
                    .toList();
            apply(session, group.getKey(), rows);
        }
    }

    private static void apply(Session session, Projection projection, List<Row> rows) throws SQLException {
        String sql = STATEMENTS.computeIfAbsent(projection, ProjectionSql::of);
        try (ArrayStatement<Row> statement = new ArrayStatement<>(session, sql, rows)) {
            statement
                    .texts(row -> row.key().endpoint())
                    .texts(row -> row.key().id())
                    .times(row -> row.write().at())
                    .integers(row -> row.write().rank())
                    .texts(row -> StoredText.key(row.write().eventId()));
            for (int i = 0; i < projection.columns().size(); i++) {
                int column = i;
                statement.texts(row -> text(row.write().values().get(column)));
            }
            statement.update();
        }
    }

    /** The same order as the guard's in SQL, where event ids are compared byte by byte. */
    private static Write newer(Write one, Write other) {
        int order = StoredTime.of(one.at()).compareTo(StoredTime.of(other.at()));
        if (order == 0) {
            order = Integer.compare(one.rank(), other.rank());
        }
        if (order == 0) {
            order = Arrays.compareUnsigned(
                    StoredText.key(one.eventId()).getBytes(UTF_8),
                    StoredText.key(other.eventId()).getBytes(UTF_8));
        }
        return order > 0 ? one : other;
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Instant instant ? TIME.format(instant) : StoredText.withoutNul(value.toString());
    }
}
