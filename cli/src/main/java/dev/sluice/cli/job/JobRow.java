package dev.sluice.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.Rows;
import dev.sluice.query.LedgerColumns;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job as its row says.
 *
 * @param row columns of {@code webhook_job}; {@code progress} with {@code total}, {@code sent} and {@code waiting} besides
 */
record JobRow(ObjectNode row) {
    static JobRow read(Connection connection, String id) throws SQLException, CommandFailedException {
        Rows rows = Rows.of(connection, "SELECT " + LedgerColumns.JOB + " FROM webhook_job WHERE id = ?", List.of(id));
        if (rows.rows().isEmpty()) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "there is no job " + id + "; list them with: sluice jobs list");
        }
        return new JobRow(rows.rows().getFirst());
    }

    String id() {
        return row.path("id").asText();
    }

    String state() {
        return row.path("state").asText();
    }

    String error() {
        return row.path("error").asText("");
    }

    JsonNode plan() {
        return row.path("plan");
    }

    int count(String outcome) {
        return row.path("progress").path(outcome).asInt();
    }

    /** Units that have come to an end. */
    int done() {
        return count("sent") - count("waiting") - count("retry");
    }

    /** Whether it compares and attempts nothing. */
    boolean verifies() {
        return row.path("mode").asText().equals("verify");
    }

    boolean isOver() {
        return switch (state()) {
            case "completed", "cancelled", "failed" -> true;
            default -> false;
        };
    }

    /** Whether it is over and every unit went well. */
    boolean isWell() {
        return state().equals("completed")
                && Stream.of("dead", "unsent", "waiting", "retry", "differs", "refused")
                        .allMatch(outcome -> count(outcome) == 0);
    }

    /** Units by outcome: {@code 8 processed, 1 dead, 1 waiting}. */
    String outcomes() {
        List<String> parts = new ArrayList<>();
        for (String outcome : List.of(
                "same",
                "differs",
                "refused",
                "processed",
                "ignored",
                "discarded",
                "dead",
                "skipped",
                "unsent",
                "retry",
                "waiting")) {
            if (count(outcome) > 0) {
                parts.add(count(outcome) + " " + (outcome.equals("retry") ? "retrying" : outcome));
            }
        }
        int unsent = count("total") - count("sent");
        if (unsent > 0) {
            parts.add(unsent + (verifies() ? " not looked at" : " not sent yet"));
        }
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }

    void print(PrintWriter out) {
        out.println(id() + ": " + state() + (error().isEmpty() ? "" : ": " + error()));
        out.println("  units      " + count("total") + " (" + outcomes() + ")");
        printPlan(out);
        if (!row.path("reason").asText().isEmpty()) {
            out.println("  reason     " + Rows.shown(row.path("reason")) + ", by "
                    + row.path("created_by").asText());
        }
        out.flush();
    }

    void printPlan(PrintWriter out) {
        JsonNode plan = plan();
        if (plan.isEmpty()) {
            return;
        }
        out.println("  plan       " + plan.path("units").asInt() + " units of "
                + plan.path("events").asInt()
                + " events, " + plan.path("already_applied").asInt() + " of them applied before; about "
                + plan.path("estimated_seconds").asInt() + " s");
        out.println("  types      " + Rows.shown(plan.path("types")));
        out.println("  routes     " + Rows.shown(plan.path("routes")));
        if (plan.has("retention")) {
            out.println("  topic      " + plan.path("records_read").asLong() + " records read; retention has eaten "
                    + plan.path("retention").path("eaten").asLong() + ", of which "
                    + plan.path("retention").path("from_audit").asLong() + " come from the audit");
        }
        if (plan.path("not_taken_in").asLong() > 0) {
            out.println("  left out   " + plan.path("not_taken_in").asLong()
                    + " events that the processor has not taken in yet: it comes to them by itself");
        }
        if (plan.path("without_route").asLong() > 0) {
            out.println("  left out   " + plan.path("without_route").asLong() + " events that no route takes");
        }
    }
}
