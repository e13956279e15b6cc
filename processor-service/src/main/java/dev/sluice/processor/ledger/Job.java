package dev.sluice.processor.ledger;

import dev.sluice.job.JobKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it was when this instance took a step of it upon itself.
 *
 * @param id also the generation of the attempts it causes
 * @param planning whether it has still to be planned; it is running otherwise
 * @param selection what was asked for, as {@link dev.sluice.job.Selection} writes it
 * @param rate units a second at most
 * @param ramp numbers of units after which it waits for outcomes, ascending
 * @param maxFailures share of failures beyond which it pauses itself
 * @param units how many it takes in all
 * @param sent how many of them have been sent or decided on
 * @param settled up to which number outcomes were looked for last
 * @param outcomes units by outcome as last counted
 * @param reason why it was asked for
 * @param updatedAt when it last came further
 * @param verifies how many units a verification looks at; empty for a job that attempts
 */
public record Job(
        String id,
        JobKind kind,
        boolean planning,
        String selection,
        Optional<Integer> rate,
        List<Integer> ramp,
        Optional<Float> maxFailures,
        int units,
        int sent,
        int settled,
        Map<String, Integer> outcomes,
        String reason,
        Instant updatedAt,
        Optional<Integer> verifies) {
    /** Units sent of whose attempt nothing is known yet. */
    public int waiting() {
        return sent - outcomes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The job with what became of its units by now. */
    public Job withOutcomes(Map<String, Integer> now) {
        return new Job(
                id,
                kind,
                planning,
                selection,
                rate,
                ramp,
                maxFailures,
                units,
                sent,
                settled,
                now,
                reason,
                updatedAt,
                verifies);
    }

    /** Units with an outcome. */
    public int outcome(String word) {
        return outcomes.getOrDefault(word, 0);
    }
}
