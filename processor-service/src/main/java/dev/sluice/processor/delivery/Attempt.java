package dev.sluice.processor.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One attempt at a delivery and what came of it.
 *
 * @param at when it ended
 * @param took how long the handler ran
 */
public record Attempt(Delivery delivery, AttemptOutcome outcome, Instant at, Duration took) implements BatchEntry {}
