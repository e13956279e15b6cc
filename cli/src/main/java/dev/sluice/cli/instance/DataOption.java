package dev.sluice.cli.instance;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option by which a command finds an instance. */
public final class DataOption {
    @Option(names = "--data", defaultValue = ".sluice", description = "Data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".sluice");

    /** The data directory named. */
    public DataDirectory directory() {
        return DataDirectory.of(data);
    }
}
