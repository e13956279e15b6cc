package dev.sluice.processor.ledger;

import java.util.List;

/**
 * A condition that a list can be asked for.
 *
 * @param sql with one question mark for the value
 * @param pattern whether a value that ends with {@code *} takes everything that begins with what stands before it
 * @param kind what values it takes
 */
public record ListFilter(String sql, boolean pattern, Kind kind) {
    /** What a value is. */
    public sealed interface Kind {
        /** Any text. */
        record Text() implements Kind {}

        /** A moment. */
        record Moment() implements Kind {}

        /** A whole number. */
        record Number() implements Kind {}

        /** One of some words. */
        record Word(List<String> words) implements Kind {}
    }

    static ListFilter equal(String column) {
        return new ListFilter(column + " = ?", false, new Kind.Text());
    }

    /** Of a column with types such as {@code payment_intent.succeeded}, which are asked for by their beginnings too. */
    static ListFilter pattern(String column) {
        return new ListFilter(column, true, new Kind.Text());
    }

    static ListFilter number(String column) {
        return new ListFilter(column + " = ?::bigint", false, new Kind.Number());
    }

    static ListFilter moment(String column, String comparison) {
        return new ListFilter(column + " " + comparison + " ?::timestamptz", false, new Kind.Moment());
    }

    static ListFilter word(String column, String... words) {
        return new ListFilter(column + " = ?", false, new Kind.Word(List.of(words)));
    }

    static ListFilter where(String sql) {
        return new ListFilter(sql, false, new Kind.Text());
    }

    String condition(String value) {
        if (!pattern) {
            return sql;
        }
        return value.endsWith("*") ? "starts_with(" + sql + ", ?)" : sql + " = ?";
    }

    String parameter(String value) {
        return pattern && value.endsWith("*") ? value.substring(0, value.length() - 1) : value;
    }
}
