package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/** One way to bring the events that wait on the topic into three tables of Postgres. */
interface Contender {
    /** As the table of figures calls it. */
    String name();

    /** Where its three tables are. */
    String schema();

    /** Begins to write a number of events, which wait. */
    Run start(int events)
            throws StartFailedException, CommandFailedException, ExecutionException, SQLException, IOException,
                    InterruptedException;

    /** One that writes, until it is stopped. */
    interface Run {
        /** Its process; empty when it is part of this one. */
        OptionalLong pid();

        /** Open until it is stopped. */
        EventCount count();

        /** On return it is gone. */
        void stop() throws InterruptedException;
    }
}
