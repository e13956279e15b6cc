package dev.sluice.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.query.LedgerRows;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query as objects, one field for each column: as JSON for programs, as a table for people.
 *
 * @param rows in the order of the query
 */
public record Rows(List<ObjectNode> rows) {
    private static final int WIDEST = 60;
    private static final Pattern MOMENT =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?(Z|\\+00:00)");

    /**
     * Runs a query.
     *
     * @param parameters one for each {@code ?}, of a type that the driver knows; may be null
     */
    public static Rows of(Connection connection, String sql, List<? extends @Nullable Object> parameters)
            throws SQLException {
        return new Rows(LedgerRows.read(connection, sql, parameters));
    }

    /** Prints {@code {"items": […], "more": …}}: whether there are more than {@code limit}. */
    public void printJson(PrintWriter out, int limit) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        rows.stream().limit(limit).forEach(items::add);
        answer.put("more", rows.size() > limit);
        out.println(answer.toPrettyString());
        out.flush();
    }

    /** Prints some of the columns, and says when there are more rows than {@code limit}. */
    public void printTable(PrintWriter out, int limit, String... columns) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(columns));
        rows.stream().limit(limit).forEach(row -> {
            List<String> line = new ArrayList<>();
            for (String column : columns) {
                line.add(shown(row.path(column)));
            }
            lines.add(line);
        });
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                int column = i;
                int width = lines.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                text.append(String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s  ", line.get(i)));
            }
            out.println(text.toString().stripTrailing());
        }
        out.println(
                rows.size() > limit
                        ? "(the first " + limit + "; more with --limit)"
                        : "(" + rows.size() + (rows.size() == 1 ? " row)" : " rows)"));
        out.flush();
    }

    /** Prints a row, a line for each field that is not empty. */
    public static void printFields(PrintWriter out, ObjectNode row) {
        row.properties().forEach(field -> {
            String value = shown(field.getValue());
            if (!value.isEmpty()) {
                out.println(String.format(Locale.ROOT, "  %-16s %s", field.getKey(), value));
            }
        });
    }

    /** A value on one line, for a person. */
    public static String shown(JsonNode value) {
        String text;
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.isValueNode() ? part.asText() : part.toString()));
            text = String.join(", ", parts);
        } else {
            text = value.isNull() || value.isMissingNode()
                    ? ""
                    : value.isValueNode() ? value.asText() : value.toString();
        }
        // What comes from outside must not move the cursor.
        String line = MOMENT.matcher(text)
                .replaceAll("$1Z")
                .codePoints()
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }
}
