package dev.sluice.processor.ledger;

/**
 * Duplicates of an event that came besides the first.
 *
 * @param more found by their claim: to be added
 * @param least counted by the deduplication window: the sum is at least this
 * @param changed whether one of them has other bytes than the first copy
 */
record DuplicateCounts(long more, long least, boolean changed) {
    static final DuplicateCounts NONE = new DuplicateCounts(0, 0, false);

    /** One that its claim has found: what bytes the first copy had is not known then. */
    static final DuplicateCounts ONE_MORE = new DuplicateCounts(1, 0, false);

    DuplicateCounts and(DuplicateCounts other) {
        return new DuplicateCounts(more + other.more, Math.max(least, other.least), changed || other.changed);
    }
}
