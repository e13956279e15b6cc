package dev.sluice.systemtests.deployment;

import dev.sluice.config.ConfigurationException;
import dev.sluice.ingest.IngestSettings;
import dev.sluice.processor.ProcessorSettings;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a service itself says of an environment that a file gives it, and what it would do without on one machine alone. */
@SuppressWarnings("ImmutableEnumChecker") // lists and sets that nobody changes
enum ServiceCheck {
    INGEST("ingest-service", "SLUICE_ENDPOINTS", IngestSettings.ALL, Set.of("SLUICE_MANAGEMENT_BIND")),
    PROCESSOR(
            "processor-service",
            "SLUICE_ROUTES",
            ProcessorSettings.ALL,
            Set.of(
                    "SLUICE_POSTGRES_URL",
                    "SLUICE_POSTGRES_USER",
                    "SLUICE_POSTGRES_PASSWORD_FILE",
                    "SLUICE_STATE_DIR",
                    "SLUICE_STREAM_THREADS"));

    private static final Set<String> BOTH = Set.of(
            "SLUICE_KAFKA_BOOTSTRAP",
            "SLUICE_PARTITIONS",
            "SLUICE_REPLICATION",
            "SLUICE_ADMIN_TOKEN_FILE",
            "SLUICE_LOG_FORMAT");
    private static final String SECRETS = "/run/secrets/";

    final String service;
    private final String configuration;
    private final List<Setting<?>> settings;
    private final Set<String> needed;

    ServiceCheck(String service, String configuration, List<Setting<?>> settings, Set<String> needed) {
        this.service = service;
        this.configuration = configuration;
        this.settings = settings;
        this.needed = needed;
    }

    static ServiceCheck of(String service) {
        return Stream.of(values())
                .filter(each -> each.service.equals(service))
                .findFirst()
                .orElseThrow();
    }

    String value(Map<String, String> environment, String setting) {
        return environment.getOrDefault(
                setting,
                settings.stream()
                        .filter(each -> each.name().equals(setting))
                        .map(Setting::fallback)
                        .findFirst()
                        .orElseThrow());
    }

    /**
     * Everything that would keep the service from starting, in the service's own words.
     *
     * @param configured the file that stands where the variable for endpoints or routes points
     * @param secrets where the files are that stand under {@code /run/secrets}
     */
    List<String> mistakes(Map<String, String> environment, Path configured, Path secrets) {
        List<String> mistakes = new ArrayList<>();
        Stream.concat(BOTH.stream(), Stream.concat(needed.stream(), Stream.of(configuration)))
                .filter(variable -> !environment.containsKey(variable))
                .sorted()
                .forEach(variable -> mistakes.add(service + ": " + variable + " is not set"));
        Path directory = temporary();
        Map<String, String> here = new TreeMap<>(environment);
        here.replaceAll((name, value) -> value.replace(SECRETS, secrets + "/"));
        here.computeIfPresent("SLUICE_KAFKA_PROPERTIES", (name, value) -> "");
        try {
            String text = Yaml.text(configured).replace(SECRETS, secrets + "/");
            here.put(
                    configuration,
                    Files.writeString(directory.resolve(configured.getFileName()), text)
                            .toString());
            if (this == INGEST) {
                IngestSettings.read(here);
            } else {
                ProcessorSettings.read(here, HandlerCatalog.of(Map.of()));
            }
        } catch (ConfigurationException e) {
            e.mistakes().forEach(mistake -> mistakes.add(service + ": " + mistake));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mistakes;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "deployment")), "check-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
