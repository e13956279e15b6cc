package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator does with a job. Each is a row in {@code webhook_action}, written in the same transaction. */
enum JobChange {
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
     * Makes the change.
     *
     * @throws CommandFailedException if the job is not in a state for it
     */
    void apply(Connection connection, String id, String reason) throws SQLException, CommandFailedException {
        connection.setAutoCommit(false);
        String bound = this == RESUME ? ", error = NULL, max_failures = NULL" : "";
        String end = this == CANCEL ? ", finished_at = now()" : "";
        int changed = Rows.update(
                connection,
                "UPDATE webhook_job SET state = ?, next_at = now(), updated_at = now()" + bound + end
                        + " WHERE id = ? AND state = ANY (string_to_array(?, ','))",
                List.of(state, id, from));
        if (changed == 0) {
            connection.rollback();
            connection.setAutoCommit(true);
            JobRow job = JobRow.read(connection, id);
            throw new CommandFailedException(
                    CommandFailedException.FAILED,
                    "job " + id + " is " + job.state() + "; only one that is " + from.replace(",", " or ") + " can be "
                            + past());
        }
        if (this == CANCEL) {
            Rows.of(connection, "SELECT release_dead_letters(?)", List.of(id));
        }
        note(connection, "job." + past(), reason, id, "{}");
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** What it is called when it has been done: {@code paused}. */
    String past() {
        return switch (this) {
            case START -> "started";
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            case CANCEL -> "cancelled";
        };
    }

    /** Writes down who decided what, and why. */
    static void note(Connection connection, String what, String why, @Nullable String job, String details)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(operator());
        values.add(what);
        values.add(why);
        values.add(job);
        values.add(details);
        Rows.update(
                connection,
                "INSERT INTO webhook_action (who, what, why, job_id, details) VALUES (?, ?, ?, ?, ?::jsonb)",
                values);
    }

    /** The user of this machine. */
    static String operator() {
        return System.getProperty("user.name", "unknown").toLowerCase(Locale.ROOT);
    }
}
