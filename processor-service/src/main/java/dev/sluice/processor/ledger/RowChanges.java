package dev.sluice.processor.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What statements have changed: rows before and after. Not thread-safe. */
public final class RowChanges {
    /** Differences that are told of one event. */
    private static final int MOST = 100;

    private static final int LONGEST_VALUE = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Appended to a statement that writes rows; under names that no table of a handler's has. */
    static final String RETURNING = " RETURNING WITH (OLD AS sluice_old, NEW AS sluice_new)"
            + " coalesce(sluice_new.tableoid, sluice_old.tableoid)::regclass::text, to_jsonb(sluice_old), to_jsonb(sluice_new)";

    private static final String KEY = """
            SELECT a.attname FROM pg_index i
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = ?::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
            """;

    private final List<Change> changes = new ArrayList<>();
    private final Map<String, List<String>> keys = new HashMap<>();
    private int others;

    private final Optional<String> refusal;

    private RowChanges(Optional<String> refusal) {
        this.refusal = refusal;
    }

    static RowChanges none() {
        return new RowChanges(Optional.empty());
    }

    static RowChanges refused(String why) {
        return new RowChanges(Optional.of(why));
    }

    /** Why the database refuses the statements; empty when it does not. */
    public Optional<String> refusal() {
        return refusal;
    }

    private record Change(String table, JsonNode before, JsonNode after) {}

    /** Reads what a statement with {@link #RETURNING} has returned. */
    void add(ResultSet rows) throws SQLException {
        try {
            while (rows.next()) {
                changes.add(new Change(rows.getString(1), row(rows.getString(2)), row(rows.getString(3))));
            }
        } catch (JsonProcessingException e) {
            throw new SQLException("a row is no JSON", e);
        }
    }

    private static JsonNode row(@Nullable String json) throws JsonProcessingException {
        return json == null ? NullNode.getInstance() : JSON.readTree(json);
    }

    /** Rows that a statement has written of which nothing else is known. */
    void addOthers(int rows) {
        others += rows;
    }

    /** Looks up by which columns the rows are known. */
    void readKeys(Session session) throws SQLException {
        for (Change change : changes) {
            if (!keys.containsKey(change.table())) {
                try (PreparedStatement statement = session.connection().prepareStatement(KEY)) {
                    statement.setString(1, change.table());
                    List<String> columns = new ArrayList<>();
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            columns.add(row.getString(1));
                        }
                    }
                    keys.put(change.table(), List.copyOf(columns));
                }
            }
        }
    }

    /**
     * Column by column, what would be another value: {@code table}, {@code key}, {@code column}, {@code now} (null where there is no
     * row) and {@code would_be} (null where there would be none). Of a row that is written twice, its first and its last state.
     */
    public ArrayNode differences() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Change change : joined()) {
            TreeSet<String> columns = new TreeSet<>();
            change.before().fieldNames().forEachRemaining(columns::add);
            change.after().fieldNames().forEachRemaining(columns::add);
            for (String column : columns) {
                JsonNode now = value(change.before(), column);
                JsonNode wouldBe = value(change.after(), column);
                if (!now.equals(wouldBe) && all.size() < MOST) {
                    ObjectNode difference = all.addObject().put("table", change.table());
                    difference.set("key", key(change));
                    difference.put("column", column);
                    difference.set("now", bounded(now));
                    difference.set("would_be", bounded(wouldBe));
                }
            }
        }
        return all;
    }

    /** Rows that would be written and are not told of column by column. */
    public int others() {
        return others;
    }

    private List<Change> joined() {
        List<Change> joined = new ArrayList<>();
        for (Change change : changes) {
            boolean found = false;
            for (int i = 0; i < joined.size() && !found; i++) {
                Change earlier = joined.get(i);
                found = earlier.table().equals(change.table())
                        && earlier.after().equals(change.before());
                if (found) {
                    joined.set(i, new Change(change.table(), earlier.before(), change.after()));
                }
            }
            if (!found) {
                joined.add(change);
            }
        }
        return joined;
    }

    private ObjectNode key(Change change) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        JsonNode row = change.after().isNull() ? change.before() : change.after();
        keys.getOrDefault(change.table(), List.of()).forEach(column -> key.set(column, value(row, column)));
        return key;
    }

    private static JsonNode value(JsonNode row, String column) {
        @Nullable JsonNode value = row.get(column);
        return value == null ? NullNode.getInstance() : value;
    }

    private static JsonNode bounded(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() <= LONGEST_VALUE
                ? value
                : JsonNodeFactory.instance.textNode(text.substring(0, LONGEST_VALUE) + "…");
    }
}
