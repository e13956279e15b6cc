package dev.sluice.ingest.defend;

import dev.sluice.signature.Refusal;
import java.util.Optional;

/** Whether a request may go on. */
public sealed interface Admission {
    /**
     * It may.
     *
     * @param tightest of the limits it has used so far; empty when it met none
     */
    record Admitted(Optional<Allowance> tightest) implements Admission {}

    /**
     * It may not.
     *
     * @param finding what was found, for the log alone
     * @param restraint until when; empty when waiting helps nothing
     */
    record TurnedAway(Refusal why, String finding, Optional<Restraint> restraint) implements Admission {}
}
