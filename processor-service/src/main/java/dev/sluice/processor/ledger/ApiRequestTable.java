package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.query.LedgerRows;
import java.util.List;
import java.util.Optional;

/** Table {@code webhook_api_request}: requests that may be asked twice and are done once. Thread-safe. */
public final class ApiRequestTable {
    /** Begun and not ended for this long: whoever was at it is gone. */
    private static final int ABANDONED_SECONDS = 60;

    private static final String BEGIN =
            "INSERT INTO webhook_api_request (caller, key, fingerprint) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String TAKE_UP = "UPDATE webhook_api_request SET asked_at = now()"
            + " WHERE caller = ? AND key = ? AND fingerprint = ? AND status IS NULL AND asked_at < now() - make_interval(secs => "
            + ABANDONED_SECONDS + ")";
    private static final String FIND =
            "SELECT fingerprint, status, headers, answer FROM webhook_api_request WHERE caller = ? AND key = ?";
    private static final String END =
            "UPDATE webhook_api_request SET status = ?, headers = ?::jsonb, answer = ? WHERE caller = ? AND key = ?";
    private static final String FORGET =
            "DELETE FROM webhook_api_request WHERE caller = ? AND key = ? AND status IS NULL";
    private static final String EXPIRE = "DELETE FROM webhook_api_request WHERE asked_at < now() - interval '1 day'";

    private final LedgerQueries queries;

    public ApiRequestTable(LedgerQueries queries) {
        this.queries = queries;
    }

    /**
     * Begins a request.
     *
     * @return empty when it is the caller's to do; otherwise the row of the one that has the key, with {@code fingerprint},
     *     {@code status}, {@code headers} and {@code answer}
     */
    public Optional<ObjectNode> begin(String caller, String key, String fingerprint)
            throws LedgerUnavailableException, QueryRefusedException {
        return queries.change(connection -> {
            LedgerRows.update(connection, EXPIRE, List.of());
            if (LedgerRows.update(connection, BEGIN, List.of(caller, key, fingerprint)) == 1
                    || LedgerRows.update(connection, TAKE_UP, List.of(caller, key, fingerprint)) == 1) {
                return Optional.empty();
            }
            return LedgerRows.read(connection, FIND, List.of(caller, key)).stream()
                    .findFirst();
        });
    }

    /** Keeps the answer. */
    public void end(String caller, String key, int status, String headers, String answer)
            throws LedgerUnavailableException, QueryRefusedException {
        queries.change(connection -> LedgerRows.update(connection, END, List.of(status, headers, answer, caller, key)));
    }

    /** Forgets a request that was not done, so that it may be asked again in another form. */
    public void forget(String caller, String key) throws LedgerUnavailableException, QueryRefusedException {
        queries.change(connection -> LedgerRows.update(connection, FORGET, List.of(caller, key)));
    }
}
