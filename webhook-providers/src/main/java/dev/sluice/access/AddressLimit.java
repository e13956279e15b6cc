package dev.sluice.access;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What any one address may do, whichever endpoint it calls.
 *
 * @param rate requests, good or bad; absent: any number
 * @param signatureFailures within a minute; more get the address blocked, if blockFor says for how long
 * @param blockFor how long an address is refused that keeps violating either; absent: never
 */
public record AddressLimit(Optional<RateLimit> rate, OptionalInt signatureFailures, Optional<Duration> blockFor) {
    /** Nothing is limited. */
    public static final AddressLimit NONE = new AddressLimit(Optional.empty(), OptionalInt.empty(), Optional.empty());
}
