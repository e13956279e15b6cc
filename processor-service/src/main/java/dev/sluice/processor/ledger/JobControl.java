package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.query.JobChange;
import dev.sluice.query.LedgerColumns;
import dev.sluice.query.NewJob;
import dev.sluice.query.Operator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What operators do with jobs; {@link JobTable} is for whoever runs them. Thread-safe. */
public final class JobControl {
    private static final String JOB = "SELECT " + LedgerColumns.JOB + " FROM webhook_job WHERE id = ?";

    private final LedgerQueries queries;

    public JobControl(LedgerQueries queries) {
        this.queries = queries;
    }

    /** Asks for a job, and gives its id; an instance plans it within a second. */
    public String ask(NewJob job, Operator operator) throws LedgerUnavailableException, QueryRefusedException {
        String id = job.newId();
        return queries.change(connection -> {
            job.insert(connection, id, operator);
            return id;
        });
    }

    /**
     * Changes a job.
     *
     * @param units how many it must have; empty for any
     * @return whether it was in a state for it, and had so many
     */
    public boolean change(String id, JobChange change, OptionalInt units, Operator operator)
            throws LedgerUnavailableException, QueryRefusedException {
        return queries.change(connection -> change.apply(connection, id, units, operator));
    }

    /** A job as it is now. */
    public Optional<ObjectNode> read(String id) throws LedgerUnavailableException, QueryRefusedException {
        return queries.rows(JOB, List.of(id)).stream().findFirst();
    }
}
