package dev.sluice.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What an operator does with a job. Each is a row in {@code webhook_action}, written in the same transaction. */
public enum JobChange {
    START("running", "planned"),
    PAUSE("paused", "running"),
    RESUME("running", "paused"),
    CANCEL("cancelled", "planning,planned,running,paused");

    private final String state;
    /** States that it is possible in, separated by commas. */
    private final String from;

    JobChange(String state, String from) {
        this.state = state;
        this.from = from;
    }

    /**
     * Makes the change, in the caller's transaction.
     *
     * @param units how many units the job must have; empty for any
     * @return whether it was made; not if the job is not in a state for it, or has another number of units
     */
    public boolean apply(Connection connection, String id, OptionalInt units, Operator operator) throws SQLException {
        String bound = this == RESUME ? ", error = NULL, max_failures = NULL" : "";
        String end = this == CANCEL ? ", finished_at = now()" : "";
        List<Object> parameters = new ArrayList<>(List.of(state, id, from));
        units.ifPresent(parameters::add);
        int changed = LedgerRows.update(
                connection,
                "UPDATE webhook_job SET state = ?, next_at = now(), updated_at = now()" + bound + end
                        + " WHERE id = ? AND state = ANY (string_to_array(?, ','))"
                        + (units.isPresent() ? " AND units = ?" : ""),
                parameters);
        if (changed == 0) {
            return false;
        }
        if (this == CANCEL) {
            LedgerRows.read(connection, "SELECT release_dead_letters(?)", List.of(id));
        }
        operator.note(connection, "job." + past(), id, "{}");
        return true;
    }

    /** As a path or command has it: {@code pause}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called when it has been done: {@code paused}. */
    public String past() {
        return switch (this) {
            case START -> "started";
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            case CANCEL -> "cancelled";
        };
    }

    /** The states that it is possible in: {@code planning or planned}. */
    public String possibleIn() {
        return from.replace(",", " or ");
    }
}
