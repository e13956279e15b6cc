package dev.sluice.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a record on {@code webhooks.retry} or {@code webhooks.dlq} says beyond the event itself.
 *
 * @param route the route it belongs to; empty on a replay that is to be matched afresh
 * @param generation empty, or the id of the replay or redrive that made it
 * @param attempts attempts made so far in this generation
 * @param due when it is to be tried again
 * @param history the last 20 failed attempts, oldest first
 * @param origin where the event's own record stands
 * @param failure the last failure
 */
public record Redelivery(
        Optional<String> route,
        String generation,
        int attempts,
        Instant due,
        List<AttemptNote> history,
        Coordinates origin,
        Optional<Failure> failure) {

    /**
     * A failure under Kafka Streams' own header names ({@code __streams.errors.*}, KIP-1034).
     *
     * @param exception class name
     * @param message its message
     * @param stacktrace at most 8 KiB
     */
    public record Failure(String exception, String message, String stacktrace) {}
}
