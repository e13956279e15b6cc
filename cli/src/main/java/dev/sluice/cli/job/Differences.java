package dev.sluice.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.ledger.Rows;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a verification has found: the units that are not as they would be now. */
record Differences(Rows units, int limit) {
    private static final int MOST = 1000;

    static Differences read(Connection connection, String job) throws SQLException {
        return new Differences(Rows.of(connection, """
                        SELECT endpoint, event_id, route, outcome, note, difference FROM webhook_job_unit
                        WHERE job_id = ? AND outcome IN ('differs', 'refused', 'skipped') ORDER BY n LIMIT ?
                        """, List.of(job, MOST + 1)), MOST);
    }

    /** The job with what was found, as one object. */
    ObjectNode json(JobRow job) {
        ObjectNode json = job.row().deepCopy();
        ArrayNode items = json.putArray("units");
        units.rows().stream().limit(limit).forEach(items::add);
        return json.put("more", units.rows().size() > limit);
    }

    /** A line for each unit, and below it one for each column that would have another value. */
    void print(PrintWriter out) {
        units.rows().stream().limit(limit).forEach(unit -> {
            String note = unit.path("note").asText("");
            out.println(Rows.shown(unit.path("endpoint")) + "/" + Rows.shown(unit.path("event_id")) + " in "
                    + Rows.shown(unit.path("route")) + ": "
                    + Rows.shown(unit.path("outcome")) + (note.isEmpty() ? "" : ", " + Rows.shown(unit.path("note"))));
            unit.path("difference")
                    .forEach(each ->
                            out.println("  " + Rows.shown(each.path("table")) + " " + key(each.path("key")) + " "
                                    + Rows.shown(each.path("column")) + ": " + value(each.path("now")) + " -> "
                                    + value(each.path("would_be"))));
        });
        if (units.rows().size() > limit) {
            out.println("(the first " + limit + ")");
        }
        out.flush();
    }

    private static String key(JsonNode key) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        key.forEach(values::add);
        return Rows.shown(values);
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() || value.isNull()
                ? "null"
                : value.isTextual() ? "'" + Rows.shown(value) + "'" : Rows.shown(value);
    }
}
