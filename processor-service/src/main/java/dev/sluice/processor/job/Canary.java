package dev.sluice.processor.job;

import dev.sluice.processor.ledger.Job;
import java.util.Locale;
import java.util.Optional;

/** Sends a few units first and waits for what becomes of them; stops a job whose units fail too often. */
final class Canary {
    /** Fewer do not make a share, once the ramp is over. */
    private static final int ENOUGH = 100;

    private Canary() {}

    /** How many more units may be sent before outcomes have to be known; 0 when they have to be known now. */
    static int mayBeSent(Job job) {
        int left = job.units() - job.sent();
        for (int boundary : job.ramp()) {
            if (job.sent() < boundary) {
                return Math.min(left, boundary - job.sent());
            }
            if (job.sent() == boundary && job.waiting() > 0) {
                return 0;
            }
        }
        return left;
    }

    /** Why the job has to stop; empty when it may go on. */
    static Optional<String> verdict(Job job) {
        if (job.maxFailures().isEmpty()) {
            return Optional.empty();
        }
        int failed = job.outcome("dead") + job.outcome("retry") + job.outcome("unsent");
        int attempted = failed + job.outcome("processed") + job.outcome("ignored");
        boolean stageOver = job.ramp().contains(job.sent()) && job.waiting() == 0;
        boolean judged = attempted > 0 && (stageOver || attempted >= ENOUGH);
        return judged && failed > job.maxFailures().get() * attempted
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%d of %d units failed, more than %.0f %%; look at them with: sluice jobs show %s --outcome dead;"
                                + " go on without this bound with: sluice jobs resume %s",
                        failed,
                        attempted,
                        job.maxFailures().get() * 100,
                        job.id(),
                        job.id()))
                : Optional.empty();
    }
}
