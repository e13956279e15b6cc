package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.processor.ledger.ListFilter.Cost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of rows that is read page by page, each beginning where another ended: no page is found by counting rows.
 *
 * @param select gives all rows; {@link #FILTERS} stands where the conditions belong
 * @param filters by the names under which they are asked for
 * @param order columns of the rows that are together unique
 */
public record LedgerList(String select, SequencedMap<String, ListFilter> filters, Order order) {
    static final String FILTERS = "{filters}";

    /** The one table that grows so large that it is not read to its end for a page. */
    private static final String FROM_EVENTS = " FROM webhook_event e WHERE ";

    /** Rows that are read for one page, where no index finds those that are wanted. */
    private static final int MOST_READ = 20_000;

    /**
     * What rows are sorted by.
     *
     * @param keys column and type: {@code received_at timestamptz}
     * @param newestFirst whether all of them descend; they ascend otherwise
     */
    public record Order(List<String> keys, boolean newestFirst) {
        public Order {
            keys = List.copyOf(keys);
        }

        private String names() {
            return keys.stream().map(Order::name).collect(Collectors.joining(", ", "(", ")"));
        }

        private String values() {
            return keys.stream()
                    .map(key -> "?::" + key.substring(key.lastIndexOf(' ') + 1))
                    .collect(Collectors.joining(", ", "(", ")"));
        }

        private String sql(boolean descending) {
            return keys.stream()
                    .map(key -> name(key) + (descending ? " DESC" : ""))
                    .collect(Collectors.joining(", "));
        }

        private static String name(String key) {
            return key.substring(0, key.lastIndexOf(' '));
        }

        /** The place of a row among the others. */
        List<String> of(ObjectNode row) {
            return keys.stream()
                    .map(key -> row.path(name(key).replace("\"", "")).asText())
                    .toList();
        }
    }

    /**
     * Which page is wanted.
     *
     * @param limit rows at most
     * @param beside the place of the row that it begins after; empty for the first page
     * @param backwards whether it ends before that row in place of beginning after it
     */
    public record Wanted(int limit, Optional<List<String>> beside, boolean backwards) {}

    /**
     * A page.
     *
     * @param next the place that the next page begins after; empty on the last one
     * @param previous the place that the page before ends before; empty on the first one
     * @param lookedTo where it stopped looking, when it did before the page was full: the page beyond goes on from there
     */
    public record Page(
            List<ObjectNode> rows,
            Optional<List<String>> next,
            Optional<List<String>> previous,
            Optional<String> lookedTo) {}

    /** Reads a page of the rows that take all of these values. */
    public Page read(LedgerQueries queries, Map<String, String> values, Wanted wanted)
            throws LedgerUnavailableException, QueryRefusedException {
        Conditions along = new Conditions();
        Conditions others = new Conditions();
        Set<Cost> costs = EnumSet.noneOf(Cost.class);
        filters.forEach((name, filter) -> {
            @Nullable String value = values.get(name);
            if (value != null) {
                costs.add(filter.cost());
                (filter.cost() == Cost.ALONG ? along : others).add(filter, value);
            }
        });
        boolean bounded = costs.contains(Cost.READ) && !costs.contains(Cost.OWN_INDEX) && select.contains(FROM_EVENTS);
        boolean descending = order.newestFirst() != wanted.backwards();
        String sorted = " ORDER BY " + order.sql(descending) + " LIMIT ?";
        String beyond = wanted.beside()
                .map(place -> order.names() + (descending ? " < " : " > ") + order.values())
                .orElse("true");
        List<String> place = wanted.beside().orElse(List.of());
        String looked = FROM_EVENTS + along.sql() + " AND " + beyond + sorted;
        List<Object> parameters = new ArrayList<>(along.parameters);
        String sql;
        if (bounded) {
            sql = select.replace(FROM_EVENTS, " FROM (SELECT *" + looked + ") e WHERE ")
                            .replace(FILTERS, others.sql())
                    + sorted;
            parameters.addAll(place);
            parameters.add(MOST_READ);
            parameters.addAll(others.parameters);
        } else {
            sql = "SELECT * FROM (" + select.replace(FILTERS, along.sql() + " AND " + others.sql())
                    + ") AS found WHERE " + beyond + sorted;
            parameters.addAll(others.parameters);
            parameters.addAll(place);
        }
        parameters.add(wanted.limit() + 1);
        List<ObjectNode> rows = queries.rows(sql, parameters);
        boolean more = rows.size() > wanted.limit();
        Optional<List<String>> stopped = Optional.empty();
        if (bounded && !more) {
            List<Object> last = new ArrayList<>(along.parameters);
            last.addAll(place);
            last.addAll(List.of(1, MOST_READ - 1));
            stopped = queries.rows("SELECT received_at, endpoint, event_id" + looked + " OFFSET ?", last).stream()
                    .findFirst()
                    .map(order::of);
        }
        return page(new ArrayList<>(rows.subList(0, more ? wanted.limit() : rows.size())), more, stopped, wanted);
    }

    private Page page(List<ObjectNode> rows, boolean more, Optional<List<String>> stopped, Wanted wanted) {
        Optional<List<String>> onwards = more ? Optional.of(order.of(rows.getLast())) : stopped;
        Optional<List<String>> back =
                rows.isEmpty() ? Optional.empty() : wanted.beside().map(place -> order.of(rows.getFirst()));
        if (wanted.backwards()) {
            Collections.reverse(rows);
        }
        return new Page(
                rows,
                wanted.backwards() ? back : onwards,
                wanted.backwards() ? onwards : back,
                stopped.map(List::getFirst));
    }

    /** Conditions that must all hold, and their values in the same order. */
    private static final class Conditions {
        private final List<String> texts = new ArrayList<>(List.of("true"));
        private final List<Object> parameters = new ArrayList<>();

        void add(ListFilter filter, String value) {
            texts.add(filter.condition(value));
            parameters.add(filter.parameter(value));
        }

        String sql() {
            return String.join(" AND ", texts);
        }
    }
}
