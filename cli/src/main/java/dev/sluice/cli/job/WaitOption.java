package dev.sluice.cli.job;

import picocli.CommandLine.Option;

/** Whether a command ends only with the job. */
final class WaitOption {
    @Option(names = "--wait", description = "Wait until it is done; exit code 1 unless every unit went well.")
    private boolean wait;

    boolean isGiven() {
        return wait;
    }
}
