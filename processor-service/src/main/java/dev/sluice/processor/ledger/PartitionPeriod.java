package dev.sluice.processor.ledger;

import java.time.LocalDate;
import java.time.Period;
import java.util.Locale;

/** How much time a partition holds. */
public enum PartitionPeriod {
    /** For up to some ten million events a month. */
    MONTH(Period.ofMonths(1), 1, 3),
    /** For more: an index that fits into memory is quick to write. */
    DAY(Period.ofDays(1), 2, 14);

    private final Period length;
    private final int behind;
    private final int ahead;

    PartitionPeriod(Period length, int behind, int ahead) {
        this.length = length;
        this.behind = behind;
        this.ahead = ahead;
    }

    /**
     * The period of this name.
     *
     * @throws IllegalArgumentException if {@code text} is neither {@code month} nor {@code day}
     */
    public static PartitionPeriod parse(String text) {
        for (PartitionPeriod period : values()) {
            if (period.name().toLowerCase(Locale.ROOT).equals(text)) {
                return period;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is neither month nor day");
    }

    /** The first day of the period that {@code day} is in. */
    LocalDate start(LocalDate day) {
        return this == MONTH ? day.withDayOfMonth(1) : day;
    }

    LocalDate next(LocalDate start) {
        return start.plus(length);
    }

    /** The first day that is to have a partition: copies may come late. */
    LocalDate first(LocalDate today) {
        return start(today).minus(length.multipliedBy(behind));
    }

    /** The first day that needs none yet. */
    LocalDate end(LocalDate today) {
        return start(today).plus(length.multipliedBy(ahead + 1));
    }
}
