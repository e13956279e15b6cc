package dev.sluice.processor.ledger;

import java.time.LocalDate;
import java.util.List;

/**
 * Days in UTC that a partition holds.
 *
 * @param start the first
 * @param end the first that it does not hold
 */
record PartitionBounds(LocalDate start, LocalDate end) {
    boolean overlaps(PartitionBounds other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }

    List<PartitionBounds> days() {
        return start.datesUntil(end)
                .map(day -> new PartitionBounds(day, day.plusDays(1)))
                .toList();
    }

    /** End of the partition's name: {@code 2025_06} for a month, {@code 2025_06_07} for a day. */
    String suffix() {
        String day = start.toString().replace('-', '_');
        return start.plusMonths(1).equals(end) ? day.substring(0, day.lastIndexOf('_')) : day;
    }

    @Override
    public String toString() {
        return start + " to " + end.minusDays(1);
    }
}
