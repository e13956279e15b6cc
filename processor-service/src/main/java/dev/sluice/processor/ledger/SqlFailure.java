package dev.sluice.processor.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Whose fault an error of the database is, by SQLSTATE. Nothing else in Sluice reads one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
enum SqlFailure {
    /** The database's: away, going away, read-only, full, out of memory, or too slow. */
    OUTAGE,
    /** Other transactions wanted the same rows, or a lock or statement timed out. */
    CONTENTION,
    /** The event's, but a later attempt may fare better: a missing parent row, say, or a missing table. */
    REFUSED_FOR_NOW,
    /** The event's: the same value will be refused again. */
    REFUSED_FOR_EVER;

    /** Given to what Sluice itself finds wrong with a value before it is sent. */
    static final String BAD_VALUE = "22000";

    /** Given to what Sluice itself finds to be no event's fault: a batch whose time is up, say. */
    static final String AWAY = "08000";

    /** Given to what Sluice itself finds to have changed under its hands: another try sees it as it is now. */
    static final String ROLLED_BACK = "40000";

    private static final String CHECK_VIOLATION = "23514";
    private static final Set<String> CONTENTION_STATES = Set.of("55P03", "57014");
    // 25P03 and 25P04 end a session that was idle, or in a transaction, for too long.
    private static final Set<String> OUTAGE_STATES = Set.of("25006", "25P03", "25P04");

    /** A handler's own mistakes in a statement, or in the types of what it sends: not to be taken for a table's. */
    private static final Set<String> HANDLERS_MISTAKES = Set.of("42601", "42804", "42883", "42846", "42P08", "42P18");

    private static final String DEADLOCK = "40P01";

    /** Whether the connection can't be used any more, so that not even a savepoint helps. */
    static boolean endsSession(SQLException failure) {
        return of(failure) == OUTAGE && !isOfStorage(failure);
    }

    /** The server answers, but can't store: a full or broken disk, which may be that of one table. */
    static boolean isOfStorage(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.equals("53100") || state.startsWith("58");
    }

    /**
     * Whether a statement that carries no value of an event failed because of what it writes to.
     *
     * @param ours whether Sluice made the statement, so that nothing is wrong with it itself
     */
    static boolean isOfTarget(SQLException failure, boolean ours) {
        return of(failure) == CONTENTION
                || isOfStorage(failure)
                || mayBeOfTarget(failure)
                || (ours && HANDLERS_MISTAKES.contains(String.valueOf(failure.getSQLState())));
    }

    /**
     * Whether a statement with an event's values may have failed because of what it writes to: a form, a right or a state that the
     * table does not have, or damage to it. Others' locks and time-outs count too.
     */
    static boolean mayBeOfTarget(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return of(failure) == CONTENTION
                || (!HANDLERS_MISTAKES.contains(state)
                        && Stream.of("0A", "25", "3F", "42", "55", "XX").anyMatch(state::startsWith));
    }

    /** Whether no value can be the cause: the database is damaged, or sessions were in each other's way. */
    static boolean isOfNoValue(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("XX") || state.equals(DEADLOCK) || isOfStorage(failure);
    }

    static SqlFailure of(SQLException failure) {
        String state = failure.getSQLState();
        if (CHECK_VIOLATION.equals(state) && isOfPartition(failure)) {
            return CONTENTION;
        }
        return state == null || state.length() != 5 ? withoutState(failure) : ofState(state);
    }

    /** A row meant for the default partition while one of its own is being attached; a check that a table declares has a name. */
    private static boolean isOfPartition(SQLException failure) {
        return failure instanceof PSQLException refused
                && refused.getServerErrorMessage() != null
                && refused.getServerErrorMessage().getConstraint() == null;
    }

    private static SqlFailure ofState(String state) {
        if (CONTENTION_STATES.contains(state)) {
            return CONTENTION;
        }
        if (OUTAGE_STATES.contains(state) || state.startsWith("57P")) {
            return OUTAGE;
        }
        return switch (state.substring(0, 2)) {
            case "08", "53", "58" -> OUTAGE;
            case "40" -> CONTENTION;
            // 54: a limit of the program, such as the size of an index entry; as much the value's as class 22.
            case "22", "54" -> REFUSED_FOR_EVER;
            default -> REFUSED_FOR_NOW;
        };
    }

    private static SqlFailure withoutState(SQLException failure) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException
                    || at instanceof SQLTransientConnectionException
                    || at instanceof SQLNonTransientConnectionException
                    || at instanceof SQLRecoverableException) {
                return OUTAGE;
            }
        }
        return REFUSED_FOR_NOW;
    }
}
