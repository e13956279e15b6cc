package dev.sluice.processor.work;

import java.time.Duration;
import java.time.Instant;

/**
 * One attempt at a unit and what came of it.
 *
 * @param at when it ended
 * @param took how long the handler ran
 */
public record Attempted(Unit unit, Conclusion conclusion, Instant at, Duration took) implements BatchEntry {}
