package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts, each of which stops at a bound: how many more there are is no answer worth reading a table for. Thread-safe. */
public final class LedgerStats {
    private static final int BOUND = 10_000;

    /** One step through the index for each endpoint, however many events each has. */
    private static final String ENDPOINTS = """
            WITH RECURSIVE name AS (
                (SELECT endpoint FROM webhook_event ORDER BY endpoint LIMIT 1)
                UNION ALL
                SELECT (SELECT e.endpoint FROM webhook_event e WHERE e.endpoint > n.endpoint ORDER BY e.endpoint LIMIT 1)
                FROM name n WHERE n.endpoint IS NOT NULL
            )
            SELECT endpoint FROM name WHERE endpoint IS NOT NULL
            UNION
            SELECT DISTINCT endpoint FROM webhook_rejection WHERE rejected_at > now() - interval '1 day' AND endpoint <> ''
            ORDER BY endpoint LIMIT 1000
            """;

    private static final String LAST = """
            SELECT provider, received_at FROM webhook_event
            WHERE endpoint = ? AND received_at > now() - interval '1 day'
            ORDER BY received_at DESC, endpoint DESC, event_id DESC LIMIT 1
            """;

    private static final Map<String, String> DAY_OF_ENDPOINT = new LinkedHashMap<>(Map.of(
            "events", "webhook_event WHERE endpoint = ? AND received_at > now() - interval '1 day'",
            "dead_letters", "webhook_dead_letter WHERE endpoint = ? AND status IN ('open', 'held')",
            "rejections", "webhook_rejection WHERE endpoint = ? AND rejected_at > now() - interval '1 day'"));

    private static final List<String> STATUSES = List.of("processing", "processed", "ignored", "retrying", "dead");

    private final LedgerQueries queries;

    public LedgerStats(LedgerQueries queries) {
        this.queries = queries;
    }

    /** What the last day brought: events by status; and dead letters by status, whenever they died. */
    public ObjectNode all() throws LedgerUnavailableException, QueryRefusedException {
        ObjectNode stats = JsonNodeFactory.instance.objectNode().put("window", "24h");
        ObjectNode events = stats.putObject("events");
        for (String status : STATUSES) {
            events.set(
                    status,
                    count(
                            "webhook_event WHERE status = ? AND received_at > now() - interval '1 day'",
                            List.of(status)));
        }
        ObjectNode letters = stats.putObject("dead_letters");
        for (String status : List.of("open", "held", "redriving")) {
            letters.set(status, count("webhook_dead_letter WHERE status = ?", List.of(status)));
        }
        stats.set("rejections", count("webhook_rejection WHERE rejected_at > now() - interval '1 day'", List.of()));
        stats.set("jobs_running", count("webhook_job WHERE state IN ('planning', 'running')", List.of()));
        return stats;
    }

    /** The endpoints that have events, and what the last day brought each. */
    public ArrayNode endpoints() throws LedgerUnavailableException, QueryRefusedException {
        ArrayNode endpoints = JsonNodeFactory.instance.arrayNode();
        for (ObjectNode row : queries.rows(ENDPOINTS, List.of())) {
            String name = row.path("endpoint").asText();
            ObjectNode endpoint = endpoints.addObject().put("endpoint", name);
            List<ObjectNode> last = queries.rows(LAST, List.of(name));
            endpoint.put(
                    "provider",
                    last.isEmpty() ? null : last.getFirst().path("provider").asText());
            endpoint.put(
                    "last_received_at",
                    last.isEmpty() ? null : last.getFirst().path("received_at").asText());
            for (Map.Entry<String, String> each : DAY_OF_ENDPOINT.entrySet()) {
                endpoint.set(each.getKey(), count(each.getValue(), List.of(name)));
            }
        }
        return endpoints;
    }

    private ObjectNode count(String of, List<String> parameters)
            throws LedgerUnavailableException, QueryRefusedException {
        List<Object> all = new ArrayList<>(parameters);
        all.add(BOUND);
        int count = queries.rows("SELECT count(*) AS n FROM (SELECT FROM " + of + " LIMIT ?) AS counted", all)
                .getFirst()
                .path("n")
                .asInt();
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", count)
                .put("capped", count == BOUND)
                .put("text", count == BOUND ? "≥ 10,000" : Integer.toString(count));
    }
}
