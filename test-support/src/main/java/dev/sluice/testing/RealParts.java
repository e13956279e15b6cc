package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Starts real brokers and databases: in Docker where an engine answers, as processes of this machine elsewhere. */
public final class RealParts {
    private static final Logger LOG = LoggerFactory.getLogger(RealParts.class);
    private static final boolean DOCKER = dockerAnswers();
    private static final int MAX_RECORD = (1024 + 256) * 1024;

    private RealParts() {}

    /** A new, empty broker; the caller closes it. */
    public static Broker broker() {
        LOG.info("Kafka runs {}", where());
        return DOCKER ? new DockerBroker(MAX_RECORD) : new LocalProcessBroker(MAX_RECORD);
    }

    /** A new, empty database; the caller closes it. */
    public static Database database() {
        LOG.info("Postgres runs {}", where());
        return DOCKER ? new DockerDatabase() : new LocalProcessDatabase();
    }

    /** The broker that all tests of this JVM share; it ends with the JVM. Stop it, and others wait. */
    public static Broker sharedBroker() {
        return SharedBroker.INSTANCE;
    }

    /** The database that all tests of this JVM share; it ends with the JVM. */
    public static Database sharedDatabase() {
        return SharedDatabase.INSTANCE;
    }

    static <T extends AutoCloseable> T closedAtExit(T part) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("could not be ended: " + e);
            }
        }));
        return part;
    }

    private static String where() {
        return DOCKER ? "in Docker" : "as a process of this machine, since no Docker engine answers";
    }

    // Testcontainers takes seconds to find that there is none, and says so at length.
    private static boolean dockerAnswers() {
        boolean socket = Stream.of("/var/run/docker.sock", System.getProperty("user.home") + "/.docker/run/docker.sock")
                .anyMatch(path -> Files.exists(Path.of(path)));
        return (socket || System.getenv("DOCKER_HOST") != null)
                && DockerClientFactory.instance().isDockerAvailable();
    }

    private static final class SharedBroker {
        static final Broker INSTANCE = broker();
    }

    private static final class SharedDatabase {
        static final Database INSTANCE = database();
    }
}
