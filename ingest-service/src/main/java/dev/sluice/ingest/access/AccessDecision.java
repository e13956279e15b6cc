package dev.sluice.ingest.access;

import dev.sluice.rejection.RejectionCode;
import java.util.Optional;

/** Whether a request may go on. */
public sealed interface AccessDecision {
    /**
     * It may.
     *
     * @param tightest of the limits it has used so far; empty when it met none
     */
    record Admitted(Optional<RateLimitStatus> tightest) implements AccessDecision {}

    /**
     * It may not.
     *
     * @param finding what was found, for the log alone
     * @param retryAfter until when; empty when waiting helps nothing
     */
    record Denied(RejectionCode why, String finding, Optional<RetryAfter> retryAfter) implements AccessDecision {}
}
