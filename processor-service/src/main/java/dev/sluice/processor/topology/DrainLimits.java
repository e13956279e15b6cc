package dev.sluice.processor.topology;

/**
 * Bounds on one task's queue.
 *
 * @param batchEntries entries that one drain takes
 * @param batchBytes their bytes together
 * @param inboxBytes bytes the inbox may hold before its last entries spill to the delayed
 */
public record DrainLimits(int batchEntries, long batchBytes, long inboxBytes) {
    /** What was measured to be fast without holding much. */
    public static final DrainLimits DEFAULT = new DrainLimits(500, 8L << 20, 64L << 20);
}
