package dev.sluice.record;

import java.time.Instant;

/**
 * One failed attempt in the history that travels with a retry or a dead letter.
 *
 * @param attempt its number, from 1
 * @param at when it ended
 * @param cause stable word for the kind of failure, such as {@code retryable} or {@code bug}
 * @param message what went wrong; never a payload or a secret
 */
public record AttemptNote(int attempt, Instant at, String cause, String message) {}
