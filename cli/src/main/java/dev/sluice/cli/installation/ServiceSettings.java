package dev.sluice.cli.installation;

import dev.sluice.config.ConfigurationException;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables that the services read, as their jars declare them.
 *
 * @param ingest of the ingest service
 * @param processor of the processor service
 */
public record ServiceSettings(List<Setting<?>> ingest, List<Setting<?>> processor) {
    private static final String PREFIX = "SLUICE_";

    /** Those of the services that are installed. */
    public static ServiceSettings of(Installation installation) throws CommandFailedException {
        try (ServiceJar ingest = ServiceJar.of(installation.jar("ingest-service"));
                ServiceJar processor = ServiceJar.of(installation.jar("processor-service"))) {
            return new ServiceSettings(
                    ingest.settings("dev.sluice.ingest.IngestSettings"),
                    processor.settings("dev.sluice.processor.ProcessorSettings"));
        }
    }

    /** Refuses values that can't be read, and names that neither service knows. */
    public void check(Map<String, String> environment) throws ConfigurationException {
        Settings settings = new Settings(environment);
        List<Setting<?>> all =
                Stream.concat(ingest.stream(), processor.stream()).distinct().toList();
        all.forEach(settings::get);
        settings.check(all);
    }

    /** The variables of an environment that a service must not be given, because it would refuse them as unknown. */
    public static Set<String> foreign(List<Setting<?>> known, Map<String, String> environment) {
        Set<String> names = known.stream().map(Setting::name).collect(Collectors.toSet());
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !names.contains(name))
                .collect(Collectors.toSet());
    }
}
