package dev.sluice.processor.delivery;

import dev.sluice.handler.Effect;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import java.time.Instant;
import java.util.List;

/** What came of an attempt; exactly one is recorded for each. */
public sealed interface AttemptOutcome {
    /** The handler did its work. */
    record Processed(List<Effect> effects, String result) implements AttemptOutcome {}

    /** There was nothing to do. */
    record Ignored(String reason) implements AttemptOutcome {}

    /** It failed and is tried again at {@code due}. */
    record Retry(Instant due, FailureCause cause, Redelivery.Failure failure) implements AttemptOutcome {}

    /** It failed for good. */
    record Dead(FailureCause cause, Redelivery.Failure failure) implements AttemptOutcome {}
}
