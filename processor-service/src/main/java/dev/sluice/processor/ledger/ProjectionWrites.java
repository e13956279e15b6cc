package dev.sluice.processor.ledger;

import dev.sluice.handler.Projection;
import dev.sluice.handler.Projection.Scope;
import dev.sluice.handler.Projection.Write;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes projections, newest wins. Of one batch only the newest write to each object's group is sent. Each table is written by
 * one statement, all groups of a row at once; tables and rows are visited in one order everywhere, so that two threads never
 * wait for each other.
 */
final class ProjectionWrites {
    private static final Map<List<Projection>, String> STATEMENTS = new ConcurrentHashMap<>();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Comparator<Projection> GROUPS =
            Comparator.comparing(Projection::group).thenComparing(Projection::toString);

    private ProjectionWrites() {}

    private record Key(String endpoint, String id, String mode, String account) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::endpoint)
                .thenComparing(Key::id)
                .thenComparing(Key::mode)
                .thenComparing(Key::account);

        static Key of(Write write) {
            Scope scope = write.projection().scoped() ? write.scope() : Scope.UNKNOWN;
            return new Key(
                    PgText.key(write.endpoint()), PgText.key(write.id()), scope.mode(), PgText.key(scope.account()));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** An object and the latest writes to each of its groups: more than one where they are told of the same time and rank. */
    private record Row(Key key, Map<Projection, List<Write>> writes) {
        /** The write to a group that is sent in a round, or null. */
        @Nullable
        Write write(Projection group, int round) {
            List<Write> latest = writes.getOrDefault(group, List.of());
            return round < latest.size() ? latest.get(round) : null;
        }

        boolean has(List<Projection> groups, int round) {
            return groups.stream().anyMatch(group -> write(group, round) != null);
        }
    }

    static void apply(Session session, List<Write> writes) throws SQLException {
        apply(session, writes, ArrayStatement::update, "");
    }

    /** Applies writes and tells what they have changed; the caller rolls back. */
    static void rehearse(Session session, List<Write> writes, RowChanges changes) throws SQLException {
        apply(
                session,
                writes,
                statement -> {
                    try (ResultSet rows = statement.query()) {
                        changes.add(rows);
                    }
                },
                RowChanges.RETURNING);
    }

    /** Sends a statement whose arrays are bound. */
    private interface Send {
        void send(ArrayStatement<Row> statement) throws SQLException;
    }

    /** @param returning appended to each statement */
    private static void apply(Session session, List<Write> writes, Send send, String returning) throws SQLException {
        Map<String, Map<Key, Row>> tables = new TreeMap<>();
        for (Write write : writes) {
            ProjectionOrder.add(
                    tables.computeIfAbsent(write.projection().table(), table -> new TreeMap<>())
                            .computeIfAbsent(Key.of(write), key -> new Row(key, new HashMap<>()))
                            .writes()
                            .computeIfAbsent(write.projection(), group -> new ArrayList<>(1)),
                    write);
        }
        for (Map<Key, Row> table : tables.values()) {
            Set<Projection> groups = new HashSet<>();
            table.values().forEach(row -> groups.addAll(row.writes().keySet()));
            for (List<Projection> together :
                    withoutCommonColumns(groups.stream().sorted(GROUPS).toList())) {
                int round = 0;
                List<Row> rows = rows(table, together, round);
                while (!rows.isEmpty()) {
                    apply(session, together, rows, round, send, returning);
                    round++;
                    rows = rows(table, together, round);
                }
            }
        }
    }

    private static List<Row> rows(Map<Key, Row> table, List<Projection> groups, int round) {
        return table.values().stream().filter(row -> row.has(groups, round)).toList();
    }

    /** Writes no row: fails as any row would where the table is locked, or not there as it should be, or not to be written to. */
    static void rehearse(Session session, Projection group) throws SQLException {
        apply(session, List.of(group), List.of(), 0, ArrayStatement::update, "");
    }

    /**
     * The groups that one statement can write: one list, unless handlers disagree about what belongs to a group. Then it
     * takes more statements, and two threads may get in each other's way and try again.
     */
    private static List<List<Projection>> withoutCommonColumns(List<Projection> groups) {
        List<List<Projection>> statements = new ArrayList<>();
        List<Set<String>> taken = new ArrayList<>();
        for (Projection group : groups) {
            Set<String> columns = new HashSet<>(Set.of(group.group() + "_at"));
            group.columns().forEach(column -> columns.add(column.name()));
            int i = 0;
            while (i < taken.size()
                    && (statements.get(i).get(0).scoped() != group.scoped()
                            || taken.get(i).stream().anyMatch(columns::contains))) {
                i++;
            }
            if (i == taken.size()) {
                taken.add(new HashSet<>());
                statements.add(new ArrayList<>());
            }
            taken.get(i).addAll(columns);
            statements.get(i).add(group);
        }
        return statements;
    }

    private static void apply(
            Session session, List<Projection> groups, List<Row> rows, int round, Send send, String returning)
            throws SQLException {
        String sql = STATEMENTS.computeIfAbsent(List.copyOf(groups), ProjectionSql::of);
        try (ArrayStatement<Row> statement = new ArrayStatement<>(session, sql + returning, rows)) {
            statement.texts(row -> row.key().endpoint()).texts(row -> row.key().id());
            if (groups.get(0).scoped()) {
                statement.texts(row -> row.key().mode()).texts(row -> row.key().account());
            }
            for (Projection group : groups) {
                bind(statement, group, round);
            }
            send.send(statement);
        }
    }

    private static void bind(ArrayStatement<Row> statement, Projection group, int round) throws SQLException {
        statement
                .times(row -> of(row, group, round, Write::at))
                .integers(row -> of(row, group, round, Write::rank))
                .texts(row -> of(row, group, round, write -> PgText.key(write.eventId())));
        if (group.tied()) {
            statement
                    .longs(row -> of(row, group, round, ProjectionOrder::sequence))
                    .texts(row -> of(row, group, round, ProjectionOrder::before));
        }
        for (int i = 0; i < group.columns().size(); i++) {
            int column = i;
            statement.texts(
                    row -> of(row, group, round, write -> text(write.values().get(column))));
        }
    }

    /** What the row's write to the group says; null where there is none. */
    private static <T> @Nullable T of(Row row, Projection group, int round, Function<Write, @Nullable T> value) {
        Write write = row.write(group, round);
        return write == null ? null : value.apply(write);
    }

    /** A value as it travels. */
    static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Instant instant ? TIME.format(instant) : PgText.clean(value.toString());
    }
}
