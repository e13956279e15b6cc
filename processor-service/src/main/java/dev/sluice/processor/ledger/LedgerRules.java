package dev.sluice.processor.ledger;

import java.time.Duration;

/**
 * What an installation decides about the ledger.
 *
 * @param lateDuplicates how long before its own receipt the first copy of an event may have come whose provider gives no
 *     time of creation
 * @param storeJson whether bodies that are JSON are kept as {@code jsonb} beside the bytes
 */
public record LedgerRules(Duration lateDuplicates, boolean storeJson) {
    public LedgerRules {
        if (lateDuplicates.isNegative()) {
            throw new IllegalArgumentException("lateDuplicates must not be negative: " + lateDuplicates);
        }
    }

    /** As the settings are when nothing is set. */
    public static final LedgerRules DEFAULT = new LedgerRules(Duration.ofDays(35), true);
}
