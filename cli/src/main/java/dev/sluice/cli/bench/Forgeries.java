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
    private static final int GENUINE_CONNECTIONS = 16;
    private static final int FORGED_CONNECTIONS = 32;
    private static final Duration QUIET = Duration.ofSeconds(20);

    /**
     * What came of the genuine requests beside forged ones.
     *
     * @param forged how many of those were sent
     */
    record Flood(LoadReport genuine, long forged) {}

    LoadReport quiet() throws CommandFailedException, InterruptedException {
        return genuine(QUIET);
    }

    /** @param host number of the address the forged ones come from: one that has come before is blocked already */
    Flood flood(int perSecond, int host) throws CommandFailedException, InterruptedException {
        Duration duration = Duration.ofSeconds(FORGED / perSecond);
        Load load = new Load(target, FORGED_CONNECTIONS, perSecond, duration, Optional.of(elsewhere(host)));
        Requests forged = Requests.forged(endpoint, target);
        FutureTask<LoadReport> flooding = new FutureTask<>(() -> load.run(forged));
        Thread.ofPlatform().name("forgeries").daemon().start(flooding);
        LoadReport genuine = genuine(duration);
        try {
            return new Flood(genuine, flooding.get().sent());
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the forged requests could not be sent: " + e.getCause(), e);
        }
    }

    private LoadReport genuine(Duration duration) throws CommandFailedException, InterruptedException {
        return new Load(target, GENUINE_CONNECTIONS, GENUINE_PER_SECOND, duration)
                .run(SignedEvents.fresh(endpoint, target));
    }

    /** Another address of this machine: all of 127.0.0.0/8 is its own on Linux. */
    private static InetAddress elsewhere(int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) host});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
