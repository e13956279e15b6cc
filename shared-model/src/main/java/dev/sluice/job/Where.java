package dev.sluice.job;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Conditions on events or dead letters, all of which must hold. A value that ends with {@code *} takes every text that begins with
 * what stands before it.
 */
public record Where(Map<Field, String> values) {
    /** None: everything is taken. */
    public static final Where ANY = new Where(Map.of());

    /** What can be asked for. */
    public enum Field {
        ENDPOINT,
        PROVIDER,
        TYPE,
        CATEGORY,
        OBJECT,
        STATUS,
        ROUTE,
        CAUSE,
        GROUP;

        /** As it is written before the equals sign. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Where {
        values = Collections.unmodifiableMap(values.isEmpty() ? Map.of() : new EnumMap<>(values));
    }

    /**
     * Reads conditions as they are written: {@code type=payment.*}.
     *
     * @throws IllegalArgumentException with a message for people, if one is none of {@code allowed} or twice there
     */
    public static Where parse(List<String> conditions, Set<Field> allowed) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            String name = equals < 0 ? condition : condition.substring(0, equals);
            Field field = allowed.stream()
                    .filter(each -> each.word().equals(name.strip().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + condition + "' is no condition here; write "
                            + Stream.of(Field.values())
                                    .filter(allowed::contains)
                                    .map(Field::word)
                                    .collect(joining(", "))
                            + ", each followed by = and a value, which may end with *"));
            String value = equals < 0 ? "" : condition.substring(equals + 1).strip();
            if (value.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + condition + "' has no value; write " + field.word() + "=VALUE");
            }
            if (values.put(field, value) != null) {
                throw new IllegalArgumentException(
                        field.word() + " is there twice, and no " + field.word() + " can be both");
            }
        }
        return new Where(values);
    }

    /** Whether {@code actual} is what is asked for of this field; anything is where nothing is asked. */
    public boolean takes(Field field, String actual) {
        String wanted = values.get(field);
        return wanted == null
                || (wanted.endsWith("*")
                        ? actual.startsWith(wanted.substring(0, wanted.length() - 1))
                        : actual.equals(wanted));
    }

    /**
     * A condition in SQL with one {@code ?} for each of {@link #parameters}.
     *
     * @param columns for each field that may be asked for, the expression it is compared with; others are left out
     */
    public String sql(Map<Field, String> columns) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        values.forEach((field, value) -> {
            String column = columns.get(field);
            if (column != null) {
                conditions.add(value.endsWith("*") ? "starts_with(" + column + ", ?)" : column + " = ?");
            }
        });
        return String.join(" AND ", conditions);
    }

    /** What is to be bound to the question marks of {@link #sql}, in order. */
    public List<String> parameters(Map<Field, String> columns) {
        List<String> parameters = new ArrayList<>();
        values.forEach((field, value) -> {
            if (columns.containsKey(field)) {
                parameters.add(value.endsWith("*") ? value.substring(0, value.length() - 1) : value);
            }
        });
        return parameters;
    }
}
