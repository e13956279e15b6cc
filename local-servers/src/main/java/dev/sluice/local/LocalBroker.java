package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** A real Kafka broker (KRaft, one node, loopback only) that keeps its data in a directory. Not thread-safe. */
public final class LocalBroker {
    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final int maxRecord;
    private final Map<String, String> more;
    private @Nullable ChildProcess process;

    /**
     * A broker that is not yet started.
     *
     * @param directory holds its data, configuration and log; made when it is missing
     * @param port on loopback
     * @param maxRecord largest record in bytes
     */
    public LocalBroker(Path directory, int port, int maxRecord) {
        this(directory, port, maxRecord, Map.of());
    }

    /**
     * A broker with properties of its own, which stand over the usual ones, and listeners besides the usual one. The property
     * {@code add.scram} makes users when it is formatted, as the option of {@code kafka-storage.sh} does.
     */
    public LocalBroker(Path directory, int port, int maxRecord, Map<String, String> more) {
        this.more = Map.copyOf(more);
        this.directory = directory.toAbsolutePath().normalize();
        this.port = port;
        this.maxRecord = maxRecord;
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Starts it on what data there is; on return it answers. */
    public ChildProcess start() throws StartFailedException, InterruptedException {
        ChildProcess started = launch();
        process = started;
        try {
            Readiness.await(started, LONGEST_START, port, this::answers);
        } catch (StartFailedException | InterruptedException e) {
            started.kill();
            throw e;
        }
        return started;
    }

    /** Stops it in order. */
    public void stop() throws InterruptedException {
        running().stop("TERM", LONGEST_STOP);
    }

    /** Kills it, as a crash would. */
    public void kill() throws InterruptedException {
        running().kill();
    }

    /** Its process, which has been started and may have ended. */
    public ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("the broker has not been started");
        }
        return process;
    }

    private ChildProcess launch() throws StartFailedException {
        Path configuration = directory.resolve("server.properties");
        BrokerSettings settings =
                new BrokerSettings(port, FreePorts.pick(), directory.resolve("data"), maxRecord, more);
        try {
            Files.createDirectories(directory);
            Files.writeString(configuration, settings.asProperties());
            return ChildProcess.start(new ChildProcess.Program(
                    "broker",
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms256m",
                            "-Xmx" + (512 + 8 * (maxRecord >> 20)) + "m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "-Dlogback.configurationFile=logback-broker.xml",
                            BrokerMain.class.getName(),
                            configuration.toString()),
                    // In the environment, where a long class path neither meets a limit nor hides the command.
                    Map.of("CLASSPATH", System.getProperty("java.class.path")),
                    Set.of(),
                    directory,
                    directory.resolve("broker.log")));
        } catch (IOException e) {
            throw new StartFailedException("the broker can't be started: " + e, e);
        }
    }

    private boolean answers() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000))) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
