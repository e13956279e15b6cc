package dev.sluice.processor.ledger;

/**
 * Copies of an event that came besides the first.
 *
 * @param more found by their claim: to be added
 * @param least counted by the deduplication window: the sum is at least this
 */
record Copies(long more, long least) {
    static final Copies NONE = new Copies(0, 0);

    Copies and(Copies other) {
        return new Copies(more + other.more, Math.max(least, other.least));
    }
}
