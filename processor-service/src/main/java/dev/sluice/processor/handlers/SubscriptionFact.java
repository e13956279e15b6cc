package dev.sluice.processor.handlers;

import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.Optional;

/**
 * A subscription as an event tells of it.
 *
 * @param status as the provider names it; empty where the event's category says it all
 * @param plan price or plan: of several the first that is not metered
 * @param end when it ended, or will end since it was cancelled
 * @param tie orders changes of one second
 */
record SubscriptionFact(
        String id,
        Optional<String> status,
        Optional<String> customer,
        Optional<String> plan,
        Optional<Instant> end,
        Optional<Instant> createdAt,
        Projection.Tie tie) {}
