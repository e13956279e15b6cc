package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.Requests;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.cli.up.Progress;
import dev.sluice.provider.Endpoint;
import java.time.Duration;
import java.util.Locale;

/**
 * How many requests the ingest service answers when the next one comes whenever one is answered: events, and the same
 * server's answers to {@code /health}, for which it neither verifies nor produces.
 *
 * @param webhooks where the events are posted
 */
record HttpAnswers(String ingestUrl, Endpoint endpoint, Target webhooks, Progress progress) {
    private static final int CONNECTIONS = 64;
    private static final int AS_FAST_AS_ANSWERED = 0;
    private static final Duration BARE_WARM_UP = Duration.ofSeconds(4);
    private static final Duration BARE = Duration.ofSeconds(8);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    /** Measures both, one after the other. */
    void run(Figures figures) throws CommandFailedException, InterruptedException {
        LoadReport bare = bare();
        progress.say("  the bare server answered " + Figures.perSecond(bare.acceptedPerSecond()));
        LoadReport accepted = accepted();
        progress.say("  accepted " + Figures.perSecond(accepted.acceptedPerSecond()));
        figures.add(
                "**accepted over HTTP**, " + CONNECTIONS + " connections, processor stopped",
                Figures.perSecond(accepted.acceptedPerSecond()) + ", " + Figures.percentiles(accepted)
                        + Figures.notAccepted(accepted));
        figures.add(
                "bare server: the same one answering `/health`, without verifying or producing; same client",
                Figures.perSecond(bare.acceptedPerSecond()) + ", " + Figures.percentiles(bare));
        figures.add(
                "ratio",
                String.format(
                        Locale.ROOT,
                        "accepted / bare server %.2f",
                        accepted.acceptedPerSecond() / bare.acceptedPerSecond()));
    }

    private LoadReport bare() throws CommandFailedException, InterruptedException {
        Target target = Target.of(ingestUrl + "/health");
        Requests requests = Requests.get(target);
        fullLoad(target, BARE_WARM_UP).run(requests);
        return fullLoad(target, BARE).run(requests);
    }

    private LoadReport accepted() throws CommandFailedException, InterruptedException {
        fullLoad(webhooks, WARM_UP).run(SignedEvents.fresh(endpoint, webhooks));
        return fullLoad(webhooks, MEASURED).run(SignedEvents.fresh(endpoint, webhooks));
    }

    private static Load fullLoad(Target target, Duration duration) {
        return new Load(target, CONNECTIONS, AS_FAST_AS_ANSWERED, duration);
    }
}
