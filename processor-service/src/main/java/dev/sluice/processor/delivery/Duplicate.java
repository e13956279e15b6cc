package dev.sluice.processor.delivery;

import dev.sluice.event.EventKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A repeat of an event that the deduplication window caught.
 *
 * @param firstReceivedAt when the first copy was received
 * @param duplicates copies seen so far besides the first
 * @param changed whether it has other bytes than the first copy, which stands
 * @param token what the signature of this copy covers in the body's place
 */
public record Duplicate(
        EventKey key, Instant firstReceivedAt, long duplicates, boolean changed, Optional<UsedToken> token)
        implements BatchEntry {
    /** One that is alike to the byte. */
    public Duplicate(EventKey key, Instant firstReceivedAt, long duplicates, Optional<UsedToken> token) {
        this(key, firstReceivedAt, duplicates, false, token);
    }

    /**
     * A token and the body it came with.
     *
     * @param sha256 lower-case hex SHA-256 of that body
     */
    public record UsedToken(String token, String sha256) {}
}
