package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A list of rows that is read page by page, each beginning where another ended: no page is found by counting rows.
 *
 * @param select gives all rows; {@link #FILTERS} stands where the conditions belong
 * @param filters by the names under which they are asked for
 * @param order columns of the rows that are together unique
 */
public record LedgerList(String select, SequencedMap<String, ListFilter> filters, Order order) {
    static final String FILTERS = "{filters}";

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
     */
    public record Page(List<ObjectNode> rows, Optional<List<String>> next, Optional<List<String>> previous) {}

    /** Reads a page of the rows that take all of these values. */
    public Page read(LedgerQueries queries, Map<String, String> values, Wanted wanted)
            throws LedgerUnavailableException, QueryRefusedException {
        List<String> conditions = new ArrayList<>(List.of("true"));
        List<Object> parameters = new ArrayList<>();
        filters.forEach((name, filter) -> {
            String value = values.get(name);
            if (value != null) {
                conditions.add(filter.condition(value));
                parameters.add(filter.parameter(value));
            }
        });
        boolean descending = order.newestFirst() != wanted.backwards();
        wanted.beside().ifPresent(parameters::addAll);
        parameters.add(wanted.limit() + 1);
        List<ObjectNode> rows = queries.rows(
                "SELECT * FROM (" + select.replace(FILTERS, String.join(" AND ", conditions)) + ") AS found"
                        + wanted.beside()
                                .map(place -> " WHERE " + order.names() + (descending ? " < " : " > ") + order.values())
                                .orElse("")
                        + " ORDER BY " + order.sql(descending) + " LIMIT ?",
                parameters);
        boolean more = rows.size() > wanted.limit();
        List<ObjectNode> page = new ArrayList<>(rows.subList(0, Math.min(rows.size(), wanted.limit())));
        if (wanted.backwards()) {
            Collections.reverse(page);
        }
        if (page.isEmpty()) {
            return new Page(page, Optional.empty(), Optional.empty());
        }
        return new Page(
                page,
                more || wanted.backwards() ? Optional.of(order.of(page.getLast())) : Optional.empty(),
                (wanted.backwards() ? more : wanted.beside().isPresent())
                        ? Optional.of(order.of(page.getFirst()))
                        : Optional.empty());
    }
}
