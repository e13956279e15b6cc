package dev.sluice.route;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What values of events are compared with.
 *
 * @param text as it is written
 * @param number what it writes, if that is a number
 */
record FilterValue(String text, Optional<BigDecimal> number) {
    static FilterValue of(String text) {
        return new FilterValue(text, Optional.ofNullable(EventValue.number(text)));
    }

    /** Whether a value is this one: as numbers where both are, else as texts. */
    boolean is(EventValue value) {
        BigDecimal other = number.isEmpty() ? null : value.number();
        return other == null ? text.equals(value.text()) : number.get().compareTo(other) == 0;
    }
}
