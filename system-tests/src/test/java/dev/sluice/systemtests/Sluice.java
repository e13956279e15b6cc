package dev.sluice.systemtests;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.ingest.IngestMain;
import dev.sluice.local.FreePorts;
import dev.sluice.processor.ProcessorMain;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.testing.Broker;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A whole Sluice: broker, database, and both services in JVMs of their own, on ports of its own. */
final class Sluice implements AutoCloseable {
    static final String SECRET = "whsec_not_a_real_secret";
    /** What those providers sign that sign the URL. */
    static final String PUBLIC = "https://example.com";

    final Broker broker = RealParts.broker();
    final Database database = RealParts.database();
    final JavaProcess ingest;
    final JavaProcess processor;
    final URI webhooks;
    final int managementPort = FreePorts.pick();
    final int processorPort = FreePorts.pick();
    final Records records;
    private final Map<String, String> processorEnvironment;
    private final URI processorReady;
    private final Path directory;

    Sluice(String name, String routes) {
        this(name, routes, ProcessorMain.class, Map.of());
    }

    /**
     * @param name of the directory for configuration, state and logs
     * @param routes text of {@code routes.yaml}
     * @param processorMain starts the processor, perhaps one that crashes where a test wants it
     */
    Sluice(String name, String routes, Class<?> processorMain, Map<String, String> extra) {
        directory = emptyDirectory(name);
        int ingestPort = FreePorts.pick();
        Path endpointsFile = write("endpoints.yaml", """
                endpoints:
                  stripe: {provider: stripe, secrets: ["%1$s"]}
                  github: {provider: github, secrets: ["%1$s"]}
                  slack: {provider: slack, secrets: ["%1$s"]}
                  hubspot: {provider: hubspot-v1, secrets: ["%1$s"]}
                  braintree: {provider: braintree, secrets: ["%1$s"], options: {public_key: public}}
                  adyen: {provider: adyen, secrets: ["%2$s"]}
                  twilio: {provider: twilio, secrets: ["%1$s"], public_url: "%3$s/webhooks/twilio"}
                """.formatted(SECRET, "0123456789abcdef".repeat(4), PUBLIC));
        Path routesFile = write("routes.yaml", routes);
        webhooks = URI.create("http://127.0.0.1:" + ingestPort + "/webhooks/stripe");
        Map<String, String> ingestEnvironment = new HashMap<>(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP", broker.bootstrap(),
                "SLUICE_BIND", "127.0.0.1",
                "SLUICE_ENDPOINTS", endpointsFile.toString(),
                "SLUICE_INGEST_PORT", Integer.toString(ingestPort),
                "SLUICE_MANAGEMENT_PORT", Integer.toString(managementPort)));
        // The one setting that both must have alike.
        Optional.ofNullable(extra.get("SLUICE_MAX_BODY"))
                .ifPresent(size -> ingestEnvironment.put("SLUICE_MAX_BODY", size));
        ingest = new JavaProcess(
                IngestMain.class,
                ingestEnvironment,
                directory.resolve("ingest.log"),
                URI.create("http://127.0.0.1:" + managementPort + "/health/ready"));
        processorEnvironment = new HashMap<>(Map.of(
                "SLUICE_KAFKA_BOOTSTRAP", broker.bootstrap(),
                "SLUICE_BIND", "127.0.0.1",
                "SLUICE_ROUTES", routesFile.toString(),
                "SLUICE_PROCESSOR_PORT", Integer.toString(processorPort),
                "SLUICE_POSTGRES_URL", database.jdbcUrl(),
                "SLUICE_POSTGRES_USER", database.user(),
                "SLUICE_POSTGRES_PASSWORD", database.password(),
                "SLUICE_STATE_DIR", directory.resolve("state").toString()));
        processorEnvironment.putAll(extra);
        processorReady = URI.create("http://127.0.0.1:" + processorPort + "/health/ready");
        processor = processor(processorMain);
        records = new Records(broker, database);
        records.execute(CountingHandler.TABLE);
        records.createTopic(CountingHandler.PUBLISHED);
    }

    /** The endpoints of its ingest service. */
    EndpointCatalog endpoints() {
        try {
            return EndpointsFile.read(directory.resolve("endpoints.yaml"), Map.of(), Integer.MAX_VALUE);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another main class in the place of the processor. */
    JavaProcess processor(Class<?> main) {
        return new JavaProcess(main, processorEnvironment, directory.resolve("processor.log"), processorReady);
    }

    /** A second processor beside the first, with a state directory and a port of its own. */
    JavaProcess secondProcessor() {
        int port = FreePorts.pick();
        Map<String, String> environment = new HashMap<>(processorEnvironment);
        environment.put("SLUICE_PROCESSOR_PORT", Integer.toString(port));
        environment.put("SLUICE_STATE_DIR", directory.resolve("second-state").toString());
        return new JavaProcess(
                ProcessorMain.class,
                environment,
                directory.resolve("second-processor.log"),
                URI.create("http://127.0.0.1:" + port + "/health/ready"));
    }

    Sluice start() {
        ingest.start();
        processor.start();
        ingest.awaitReady();
        processor.awaitReady();
        return this;
    }

    /** Under {@code target}, so that the logs can be read after a failure. */
    private static Path emptyDirectory(String name) {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "runs")), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processor.close();
        ingest.close();
        broker.close();
        database.close();
    }
}
