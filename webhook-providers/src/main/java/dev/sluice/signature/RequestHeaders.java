package dev.sluice.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** HTTP header fields by name, whatever its case; immutable. */
public final class RequestHeaders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final Map<String, List<String>> values;

    private RequestHeaders(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Headers with one value each. */
    public static RequestHeaders of(Map<String, String> single) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        single.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        return new RequestHeaders(values);
    }

    /** Headers with any number of values each, in the order received. */
    public static RequestHeaders ofAll(Map<String, List<String>> multiple) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        multiple.forEach((name, list) -> values.merge(name.toLowerCase(Locale.ROOT), List.copyOf(list), (a, b) -> {
            List<String> both = new ArrayList<>(a);
            both.addAll(b);
            return List.copyOf(both);
        }));
        return new RequestHeaders(values);
    }

    /** Whether a text can be the name of a header (a token of RFC 9110). */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The first value of a header. */
    public Optional<String> first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** All values of a header, empty when it is absent. */
    public List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * The elements of a header that is a list, over all its lines (RFC 9110, section 5.6.1): those who repeat a header and
     * those who put its values on one line say the same.
     */
    public List<String> listed(String name) {
        return all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** Lower-case name to values, in the order received. */
    public Map<String, List<String>> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** The same headers with one set to a single value. */
    public RequestHeaders with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(values);
        changed.put(name.toLowerCase(Locale.ROOT), List.of(value));
        return new RequestHeaders(changed);
    }
}
