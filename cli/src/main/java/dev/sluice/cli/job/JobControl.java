package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.query.JobChange;
import dev.sluice.query.Operator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Changes a job in a transaction of its own, in the name of this machine's user. */
final class JobControl {
    private JobControl() {}

    /**
     * Makes the change.
     *
     * @throws CommandFailedException if the job is not in a state for it
     */
    static void apply(Connection connection, JobChange change, String id, String reason)
            throws SQLException, CommandFailedException {
        connection.setAutoCommit(false);
        boolean made = change.apply(connection, id, OptionalInt.empty(), operator(reason));
        connection.commit();
        connection.setAutoCommit(true);
        if (!made) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED,
                    "job " + id + " is " + JobRow.read(connection, id).state() + "; only one that is "
                            + change.possibleIn() + " can be " + change.past());
        }
    }

    /** The user of this machine. */
    static Operator operator(String reason) {
        return new Operator(
                System.getProperty("user.name", "unknown").toLowerCase(Locale.ROOT), reason, Optional.empty());
    }
}
