package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.Suggestion;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command finds an instance and its endpoints. */
public final class KnownEndpoints {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--endpoints", description = "endpoints.yaml; default: the one of the instance on --data.")
    private @Nullable Path endpoints;

    /** The data directory named. */
    public DataDirectory data() {
        return data.directory();
    }

    /** The endpoint of a name, with its secrets; those of the others are not asked for. */
    public Endpoint named(String name) throws CommandFailedException, ConfigurationException {
        Source source = source();
        Optional<Endpoint> found = source.named(name).named(name);
        if (found.isEmpty()) {
            Set<String> names = EndpointsFile.names(source.file());
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "there is no endpoint '" + name + "'; there are " + String.join(", ", names) + ". "
                            + Suggestion.among(name, names));
        }
        return found.get();
    }

    /** All that can be read with the secrets that are at hand. */
    EndpointCatalog readable() throws CommandFailedException {
        Source source = source();
        List<Endpoint> readable = new ArrayList<>();
        for (String name : EndpointsFile.names(source.file())) {
            try {
                readable.addAll(source.named(name).all());
            } catch (ConfigurationException e) {
                // Its mistakes are told to who asks for it.
            }
        }
        return new EndpointCatalog(readable);
    }

    private Source source() throws CommandFailedException {
        int maxBody = new Settings(System.getenv()).get(CommonSettings.MAX_BODY);
        if (endpoints != null && !Installation.isCurrentExample(endpoints)) {
            return new Source(endpoints, System.getenv(), maxBody);
        }
        ConfigurationFiles files = endpoints == null
                ? ConfigurationFiles.of(data())
                : ConfigurationFiles.choose(endpoints, null, false, Installation.current());
        return new Source(files.endpoints(), files.environment(data()), maxBody);
    }

    /** What endpoints are read from. */
    private record Source(Path file, Map<String, String> environment, int maxBody) {
        EndpointCatalog named(String name) throws ConfigurationException {
            return EndpointsFile.readNamed(file, environment, maxBody, name);
        }
    }
}
