package dev.sluice.cli.instance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of an instance.
 *
 * @param endpoints path of {@code endpoints.yaml}
 * @param routes path of {@code routes.yaml}
 * @param sample whether they are the examples, whose secrets are made up
 */
public record ConfigurationFiles(Path endpoints, Path routes, boolean sample) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a user named, else what lies in the current directory, else the examples. */
    public static ConfigurationFiles choose(
            @Nullable Path endpoints, @Nullable Path routes, boolean demo, Installation installation)
            throws CommandFailedException {
        Path here = Path.of("endpoints.yaml");
        boolean sample = demo || (endpoints == null ? !Files.exists(here) : installation.isExample(endpoints));
        Path chosenEndpoints = endpoints != null ? endpoints : sample ? installation.example("endpoints.yaml") : here;
        Path routesHere = Path.of("routes.yaml");
        Path chosenRoutes = routes != null
                ? routes
                : sample || !Files.exists(routesHere) ? installation.example("routes.yaml") : routesHere;
        return new ConfigurationFiles(existing(chosenEndpoints), existing(chosenRoutes), sample);
    }

    /** Those of the instance that runs, or ran last, on a data directory; else as for a new one. */
    public static ConfigurationFiles of(DataDirectory data) throws CommandFailedException {
        if (!Files.exists(data.filesFile())) {
            return choose(null, null, false, Installation.current());
        }
        try {
            var json = JSON.readTree(data.filesFile().toFile());
            return new ConfigurationFiles(
                    existing(Path.of(json.path("endpoints").asText())),
                    existing(Path.of(json.path("routes").asText())),
                    json.path("sample").asBoolean());
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, data.filesFile() + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Keeps them for the commands that look at this instance later. */
    public void write(DataDirectory data) throws IOException {
        PrivateFile.write(
                data.filesFile(),
                JSON.createObjectNode()
                                .put("endpoints", endpoints.toString())
                                .put("routes", routes.toString())
                                .put("sample", sample)
                                .toPrettyString()
                        + "\n");
    }

    /** What {@code ${NAME}} stands for: the environment, and made-up secrets where the examples ask for ones it lacks. */
    public Map<String, String> environment(DataDirectory data) throws CommandFailedException {
        Map<String, String> environment = new HashMap<>();
        if (sample) {
            environment.putAll(SampleSecrets.of(endpoints, data).values());
        }
        environment.putAll(System.getenv());
        return environment;
    }

    private static Path existing(Path file) throws CommandFailedException {
        if (!Files.isReadable(file)) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "there is no configuration file " + file.toAbsolutePath());
        }
        return file.toAbsolutePath().normalize();
    }
}
