package dev.sluice.cli.installation;

import dev.sluice.config.ConfigurationException;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The variables that the services read, as their jars declare them.
 *
 * @param ingest of the ingest service
 * @param processor of the processor service
 */
public record ServiceSettings(List<Setting<?>> ingest, List<Setting<?>> processor) {
    /** Those of the services that are installed. */
    public static ServiceSettings of(Installation installation) throws CommandFailedException {
        // Left open: what parses a value may need further classes of its jar.
        return new ServiceSettings(
                ServiceJar.of(installation.jar("ingest-service")).settings("dev.sluice.ingest.IngestSettings"),
                ServiceJar.of(installation.jar("processor-service"))
                        .settings("dev.sluice.processor.ProcessorSettings"));
    }

    /** Refuses values that can't be read, and names that neither a service nor one of its configuration files knows. */
    public void check(Map<String, String> environment, List<Path> files) throws ConfigurationException {
        Settings settings = new Settings(environment);
        List<Setting<?>> all =
                Stream.concat(ingest.stream(), processor.stream()).distinct().toList();
        all.forEach(settings::get);
        settings.check(all, files);
    }
}
