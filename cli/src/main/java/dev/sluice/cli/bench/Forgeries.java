package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.Requests;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.provider.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Genuine requests at a steady rate, alone and while forged ones come from another address. */
record Forgeries(Endpoint endpoint, Target target) {
    static final int GENUINE_PER_SECOND = 200;

    private static final int FORGED = 100_000;
    private static final int WARM_UP_HOST = 1;
    private static final int GENUINE_CONNECTIONS = 16;
    private static final int FORGED_CONNECTIONS = 32;
    private static final Duration QUIET = Duration.ofSeconds(50);

    /** What came of both kinds. */
    record Both(LoadReport genuine, LoadReport forged) {}

    LoadReport quiet() throws CommandFailedException, InterruptedException {
        return genuine(QUIET);
    }

    /** Has the code of refusals compiled, by forgeries from an address of their own. */
    void warmUp(int forgedPerSecond) throws CommandFailedException, InterruptedException {
        flood(forgedPerSecond, WARM_UP_HOST).run(Requests.forged(endpoint, target));
    }

    Both flooded(int forgedPerSecond) throws CommandFailedException, InterruptedException {
        Load flood = flood(forgedPerSecond, forgedPerSecond);
        Requests forged = Requests.forged(endpoint, target);
        FutureTask<LoadReport> flooding = new FutureTask<>(() -> flood.run(forged));
        Thread.ofPlatform().name("forgeries").daemon().start(flooding);
        LoadReport genuine = genuine(flood.duration());
        try {
            return new Both(genuine, flooding.get());
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the forged requests could not be sent: " + e.getCause(), e);
        }
    }

    private LoadReport genuine(Duration duration) throws CommandFailedException, InterruptedException {
        return new Load(target, GENUINE_CONNECTIONS, GENUINE_PER_SECOND, duration)
                .run(SignedEvents.fresh(endpoint, target));
    }

    private Load flood(int perSecond, int host) {
        return new Load(
                target,
                FORGED_CONNECTIONS,
                perSecond,
                Duration.ofSeconds(FORGED / perSecond),
                Optional.of(elsewhere(host)));
    }

    /** Another address of this machine: all of 127.0.0.0/8 is its own on Linux. */
    private static InetAddress elsewhere(int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 1, (byte) (host >> 8), (byte) host});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
