package dev.sluice.cli.up;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceSettings;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.Orphans;
import dev.sluice.local.ChildProcess;
import dev.sluice.local.LocalPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How the two services are run: the jars that the images hold, configured by variables alone. */
record ServicePrograms(
        Installation installation,
        ServiceSettings settings,
        DataDirectory data,
        ConfigurationFiles files,
        ServiceVariables variables,
        Ports ports,
        String adminToken) {

    ServiceProcess ingest() throws CommandFailedException {
        Map<String, String> environment = shared();
        environment.put("SLUICE_ENDPOINTS", files.endpoints().toString());
        environment.put("SLUICE_INGEST_PORT", Integer.toString(ports.ingest()));
        environment.put("SLUICE_MANAGEMENT_PORT", Integer.toString(ports.management()));
        ServiceVariables.MANAGEMENT_TLS.forEach(variable -> environment.put(variable, ""));
        return service(
                "ingest",
                "ingest-service",
                List.of("-Xmx" + (512 + 8 * variables.mebibytesBeyondUsual()) + "m"),
                ServiceVariables.of(files.environment(data), settings.ingest(), files.endpoints(), environment),
                variables.managementHost() + ":" + ports.management());
    }

    ServiceProcess processor(LocalPostgres postgres) throws CommandFailedException {
        Map<String, String> environment = shared();
        environment.put("SLUICE_ROUTES", files.routes().toString());
        environment.put("SLUICE_PROCESSOR_PORT", Integer.toString(ports.processor()));
        environment.put("SLUICE_POSTGRES_URL", postgres.jdbcUrl(LocalPostgres.DATABASE));
        environment.put("SLUICE_POSTGRES_USER", postgres.user());
        environment.put("SLUICE_POSTGRES_PASSWORD", postgres.password());
        environment.put("SLUICE_STATE_DIR", data.processor().toString());
        return service(
                "processor",
                "processor-service",
                Stream.concat(
                                Instance.PROCESSOR_JAVA_OPTIONS.stream(),
                                // Of two the last counts: a body is held as bytes, as a tree, and on its way to Kafka
                                // and Postgres.
                                Stream.of("-Xmx" + (1024 + 24 * variables.mebibytesBeyondUsual()) + "m"))
                        .toList(),
                ServiceVariables.of(variables.environment(), settings.processor(), files.routes(), environment),
                variables.host() + ":" + ports.processor());
    }

    private Map<String, String> shared() {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_KAFKA_BOOTSTRAP", "127.0.0.1:" + ports.broker());
        environment.put("SLUICE_KAFKA_PROPERTIES", "");
        environment.put("SLUICE_ADMIN_TOKEN", adminToken);
        environment.put("SLUICE_BIND", variables.bind());
        return environment;
    }

    private ServiceProcess service(
            String name, String module, List<String> javaOptions, Map<String, String> environment, String health)
            throws CommandFailedException {
        // Its environment is whole: what it is not given it must not inherit.
        Set<String> without = new HashSet<>(System.getenv().keySet());
        without.removeAll(environment.keySet());
        return new ServiceProcess(
                new ChildProcess.Program(
                        name,
                        command(name, installation.jar(module), javaOptions),
                        environment,
                        without,
                        Path.of("").toAbsolutePath(),
                        data.log(name)),
                URI.create("http://" + health + "/health/ready"),
                variables.longestStop(settings.ingest()));
    }

    private List<String> command(String name, Path jar, List<String> javaOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Orphans.mark(name, data));
        command.addAll(javaOptions);
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-jar", jar.toString()));
        return command;
    }
}
