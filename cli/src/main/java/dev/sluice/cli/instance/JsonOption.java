package dev.sluice.cli.instance;

import picocli.CommandLine.Option;

/** The option by which a command prints for programs. */
public final class JsonOption {
    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    /** Whether programs are to read it. */
    public boolean isGiven() {
        return json;
    }
}
