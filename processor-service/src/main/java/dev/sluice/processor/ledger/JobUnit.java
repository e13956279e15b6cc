package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.Coordinates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One (event, route) of a job.
 *
 * @param n its place in the job, from 1
 * @param receivedAt when the event's first copy was received
 * @param type the provider's own name for what happened
 * @param applied whether an attempt at it had succeeded when the job was planned
 * @param origin where the event's own record stands
 */
public record JobUnit(
        int n, EventKey event, Instant receivedAt, String route, String type, boolean applied, Coordinates origin) {

    /** What is to be done with a unit whose turn has come. */
    public sealed interface Step {
        /** The unit. */
        JobUnit unit();

        /**
         * Send it.
         *
         * @param generation the job's; or that of a retry which waits, whose place it takes
         * @param attempts made so far in that generation
         * @param history its failed attempts, oldest first
         * @param deadLetter whether its bytes are the dead letter's
         */
        record Send(JobUnit unit, String generation, int attempts, List<AttemptNote> history, boolean deadLetter)
                implements Step {}

        /** A step that was cut off had sent it already. */
        record SentBefore(JobUnit unit) implements Step {}

        /** A decision without an attempt: {@code discarded}, {@code skipped}, {@code unsent}. */
        record Decided(JobUnit unit, String outcome, String note) implements Step {}

        /**
         * A handler was run, and nothing of what it wants has been done.
         *
         * @param outcome {@code same}, {@code differs}, {@code refused} or {@code skipped}
         * @param difference what would be written, as {@code webhook_job_unit.difference} has it; empty for nothing
         */
        record Verified(JobUnit unit, String outcome, String note, Optional<String> difference) implements Step {}
    }
}
