package dev.sluice.cli.job;

import picocli.CommandLine.Parameters;

/** Which job is meant. */
final class JobOption {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    String id() {
        return id;
    }
}
