package dev.sluice.cli.up;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.local.FreePorts;
import java.util.LinkedHashSet;
import java.util.Set;

/** The TCP ports of an instance. */
record Ports(int ingest, int management, int processor, int broker, int postgres) {
    /**
     * What a user asked for; 0 stands for any free port.
     *
     * @throws CommandFailedException if one is taken
     */
    static Ports choose(int ingest, int management, int processor) throws CommandFailedException {
        Set<Integer> chosen = new LinkedHashSet<>();
        return new Ports(
                choose(ingest, "--ingest-port", chosen),
                choose(management, "--management-port", chosen),
                choose(processor, "--processor-port", chosen),
                choose(0, "", chosen),
                choose(0, "", chosen));
    }

    private static int choose(int wanted, String option, Set<Integer> chosen) throws CommandFailedException {
        int port = wanted == 0 ? FreePorts.pick(chosen) : wanted;
        if (wanted != 0 && (chosen.contains(port) || !FreePorts.isFree(port))) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "port " + port + " is taken; stop what listens there, or choose another with " + option
                            + " N (0 takes any free one)");
        }
        chosen.add(port);
        return port;
    }
}
