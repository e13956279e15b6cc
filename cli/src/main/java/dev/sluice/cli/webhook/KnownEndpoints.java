package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds an instance and its endpoints. */
public final class KnownEndpoints {
    @Option(names = "--data", defaultValue = ".sluice", description = "Data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".sluice");

    @Option(names = "--endpoints", description = "endpoints.yaml; default: the one of the instance on --data.")
    private @Nullable Path endpoints;

    /** The data directory named. */
    public DataDirectory data() {
        return DataDirectory.of(data);
    }

    /** The endpoint of a name, with its secrets. */
    public Endpoint named(String name) throws CommandFailedException, ConfigurationException {
        EndpointCatalog catalog = catalog();
        return catalog.named(name)
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no endpoint '" + name + "'; there are "
                                + catalog.all().stream().map(Endpoint::name).collect(Collectors.joining(", "))));
    }

    /** All of them, with their secrets. */
    public EndpointCatalog catalog() throws CommandFailedException, ConfigurationException {
        Settings settings = new Settings(System.getenv());
        int maxBody = settings.get(CommonSettings.MAX_BODY);
        if (endpoints != null && !Installation.isCurrentExample(endpoints)) {
            return EndpointsFile.read(endpoints, System.getenv(), maxBody);
        }
        ConfigurationFiles files = endpoints == null
                ? ConfigurationFiles.of(data())
                : ConfigurationFiles.choose(endpoints, null, false, Installation.current());
        return EndpointsFile.read(files.endpoints(), files.environment(data()), maxBody);
    }
}
