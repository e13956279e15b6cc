package dev.sluice.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a route gives its handler below {@code with}, by name. As text it is what stands in the file, and never what a placeholder stands for,
 * nor a secret.
 *
 * @param values one or several of each option, in their order
 */
public record RouteOptions(SortedMap<String, List<Value>> values) {
    /** Those of a route without such a block. */
    public static final RouteOptions NONE = new RouteOptions(new TreeMap<>());

    /**
     * A value.
     *
     * @param written as it stands in the file
     * @param text with placeholders filled in; empty where what they name is not at hand
     * @param secret whether the handler calls it a secret
     */
    public record Value(String written, Optional<String> text, boolean secret) {
        boolean hasPlaceholder() {
            return written.contains("${");
        }

        @Override
        public String toString() {
            return secret && !hasPlaceholder() ? "(secret)" : written;
        }
    }

    public RouteOptions {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The values of an option; none where it is not there. */
    List<Value> of(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The same, with some options known to be secret. */
    RouteOptions hiding(Set<String> secrets) {
        SortedMap<String, List<Value>> hidden = new TreeMap<>(values);
        hidden.replaceAll((name, list) -> secrets.contains(name)
                ? list.stream()
                        .map(value -> new Value(value.written(), value.text(), true))
                        .toList()
                : list);
        return new RouteOptions(hidden);
    }

    /** What may be shown of them, by name. */
    public Map<String, List<String>> shown() {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        values.forEach((name, list) ->
                shown.put(name, list.stream().map(Value::toString).toList()));
        return shown;
    }

    @Override
    public String toString() {
        return shown().toString();
    }
}
