package dev.sluice.processor.ledger;

import java.util.List;

/**
 * A condition that a list can be asked for.
 *
 * @param sql with one question mark for the value
 * @param pattern whether a value that ends with {@code *} takes everything that begins with what stands before it
 * @param kind what values it takes
 * @param cost how rows that take it are found
 */
public record ListFilter(String sql, boolean pattern, Kind kind, Cost cost) {
    /** How rows are found. */
    public enum Cost {
        /** By the index that the list is read along. */
        ALONG,
        /** By an index of its own. */
        OWN_INDEX,
        /** By reading each row. */
        READ
    }

    /** The same, where nothing but reading each row tells. */
    ListFilter byReading() {
        return new ListFilter(sql, pattern, kind, Cost.READ);
    }

    /** What a value is. */
    public sealed interface Kind {
        /** Any text. */
        record Text() implements Kind {}

        /** A moment. */
        record Moment() implements Kind {}

        /** One of some words. */
        record Word(List<String> words) implements Kind {}
    }

    static ListFilter equal(String column) {
        return new ListFilter(column + " = ?", false, new Kind.Text(), Cost.OWN_INDEX);
    }

    /** Of a column with types such as {@code payment_intent.succeeded}, which are asked for by their beginnings too. */
    static ListFilter pattern(String column) {
        return new ListFilter(column, true, new Kind.Text(), Cost.OWN_INDEX);
    }

    static ListFilter moment(String column, String comparison) {
        return new ListFilter(column + " " + comparison + " ?::timestamptz", false, new Kind.Moment(), Cost.ALONG);
    }

    static ListFilter word(String column, String... words) {
        return new ListFilter(column + " = ?", false, new Kind.Word(List.of(words)), Cost.OWN_INDEX);
    }

    /** The same as {@link #equal}, of a column of the index that the list is read along. */
    static ListFilter along(String column) {
        return new ListFilter(column + " = ?", false, new Kind.Text(), Cost.ALONG);
    }

    static ListFilter where(String sql) {
        return new ListFilter(sql, false, new Kind.Text(), Cost.OWN_INDEX);
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
