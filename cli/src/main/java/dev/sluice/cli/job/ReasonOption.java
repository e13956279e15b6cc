package dev.sluice.cli.job;

import picocli.CommandLine.Option;

/** Why an operator does something. */
final class ReasonOption {
    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason = "";

    /** Empty where none is given. */
    String text() {
        return reason;
    }
}
