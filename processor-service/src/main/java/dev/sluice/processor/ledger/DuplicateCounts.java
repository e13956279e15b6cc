package dev.sluice.processor.ledger;

/**
 * Duplicates of an event that came besides the first.
 *
 * @param more found by their claim: to be added
 * @param least counted by the deduplication window: the sum is at least this
 */
record DuplicateCounts(long more, long least) {
    static final DuplicateCounts NONE = new DuplicateCounts(0, 0);

    DuplicateCounts and(DuplicateCounts other) {
        return new DuplicateCounts(more + other.more, Math.max(least, other.least));
    }
}
