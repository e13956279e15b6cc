package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.processor.ledger.LedgerList;
import dev.sluice.processor.ledger.LedgerQueries;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.ListFilter;
import dev.sluice.processor.ledger.QueryRefusedException;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers lists: {@code {items, next, prev}}. Thread-safe. */
final class ListPages {
    private static final int USUAL = 50;
    private static final int MOST = 500;
    private static final String LIMIT = "limit";
    private static final String AFTER = "after";
    private static final String BEFORE = "before";

    private final LedgerQueries queries;

    ListPages(LedgerQueries queries) {
        this.queries = queries;
    }

    /** A page of a list. */
    Reply page(Call call, LedgerList list) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        return page(call, list, Map.of());
    }

    /**
     * A page of a list.
     *
     * @param fixed filters that the path says; they are no parameters
     */
    Reply page(Call call, LedgerList list, Map<String, String> fixed)
            throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        List<String> known = new ArrayList<>(list.filters().keySet());
        known.removeAll(fixed.keySet());
        known.addAll(List.of(LIMIT, AFTER, BEFORE));
        Map<String, String> given = call.parameters(known);
        Map<String, String> filter = new HashMap<>(given);
        filter.keySet().removeAll(List.of(LIMIT, AFTER, BEFORE));
        for (Map.Entry<String, ListFilter> each : list.filters().entrySet()) {
            @Nullable String value = filter.get(each.getKey());
            if (value != null) {
                check(each.getKey(), value, each.getValue().kind());
            }
        }
        filter.putAll(fixed);
        LedgerList.Page page = list.read(queries, filter, wanted(given, list, filter, call));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        page.rows().forEach(items::add);
        answer.put("next", link(call, given, AFTER, page.next(), filter));
        answer.put("prev", link(call, given, BEFORE, page.previous(), filter));
        page.lookedTo().ifPresent(moment -> answer.put("looked_to", moment));
        return Reply.ok(answer);
    }

    private static LedgerList.Wanted wanted(
            Map<String, String> given, LedgerList list, Map<String, String> filter, Call call) throws ProblemException {
        @Nullable String asked = given.get(LIMIT);
        int limit = asked == null ? USUAL : limit(asked);
        if (given.containsKey(AFTER) && given.containsKey(BEFORE)) {
            throw ProblemException.ofParameter("parameter_invalid", BEFORE, "Give 'after' or 'before', and not both.");
        }
        String name = given.containsKey(BEFORE) ? BEFORE : AFTER;
        @Nullable String cursor = given.get(name);
        Optional<List<String>> place = Optional.empty();
        if (cursor != null) {
            int keys = list.order().keys().size();
            place = Optional.of(Cursor.parse(name, cursor, call.context().path(), filter, keys)
                    .place());
        }
        return new LedgerList.Wanted(limit, place, name.equals(BEFORE));
    }

    private static void check(String name, String value, ListFilter.Kind kind) throws ProblemException {
        switch (kind) {
            case ListFilter.Kind.Text text -> {}
            case ListFilter.Kind.Moment moment -> moment(name, value);
            case ListFilter.Kind.Word word -> {
                if (!word.words().contains(value)) {
                    throw ProblemException.ofParameter(
                            "parameter_invalid",
                            name,
                            "'" + name + "' is one of " + String.join(", ", word.words()) + ".");
                }
            }
        }
    }

    private static void moment(String name, String value) throws ProblemException {
        try {
            int year = OffsetDateTime.parse(value).getYear();
            if (year >= 1 && year <= 9999) {
                return;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw ProblemException.ofParameter(
                "parameter_invalid", name, "'" + name + "' takes a moment such as 2026-11-30T14:00:00Z.");
    }

    private static int limit(String value) throws ProblemException {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw ProblemException.ofParameter(
                "parameter_invalid", LIMIT, "'" + LIMIT + "' takes a whole number from 1 to " + MOST + ".");
    }

    /** Path and query: a scheme and host taken from the request could send a token elsewhere than it came to. */
    private static @Nullable String link(
            Call call,
            Map<String, String> given,
            String name,
            Optional<List<String>> place,
            Map<String, String> filter) {
        if (place.isEmpty()) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>(given);
        parameters.keySet().removeAll(List.of(AFTER, BEFORE));
        parameters.put(name, new Cursor(place.get()).text(call.context().path(), filter));
        List<String> parts = new ArrayList<>();
        parameters.forEach(
                (key, value) -> parts.add(URLEncoder.encode(key, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
        return call.context().path() + "?" + String.join("&", parts);
    }
}
