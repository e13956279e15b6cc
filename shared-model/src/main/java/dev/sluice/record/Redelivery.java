package dev.sluice.record;

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
 * @param source where the record stands that caused the attempt, when this one only carries it on: an attempt that Postgres may
 *     or may not have recorded is known by it alone; empty when this record is itself the cause
 * @param routes all routes that took the event when it arrived; empty where that is not known
 */
public record Redelivery(
        Optional<String> route,
        String generation,
        int attempts,
        Instant due,
        List<AttemptNote> history,
        Coordinates origin,
        Optional<Failure> failure,
        Optional<Coordinates> source,
        List<String> routes) {

    /** This redelivery, known by the record that carries it unless it carries on another one. */
    public Redelivery causedBy(Coordinates record) {
        return source.isPresent()
                ? this
                : new Redelivery(
                        route, generation, attempts, due, history, origin, failure, Optional.of(record), routes);
    }

    /** This redelivery, of an event that has just been matched afresh. */
    public Redelivery takenBy(List<String> matching) {
        return new Redelivery(route, generation, attempts, due, history, origin, failure, source, matching);
    }

    /**
     * A failure under Kafka Streams' own header names ({@code __streams.errors.*}, KIP-1034).
     *
     * @param exception class name
     * @param message its message
     * @param stacktrace at most 8 KiB
     */
    public record Failure(String exception, String message, String stacktrace) {}
}
