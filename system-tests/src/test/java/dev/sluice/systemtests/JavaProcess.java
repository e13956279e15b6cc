package dev.sluice.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A main class in a JVM of its own, which a test can kill and start again. */
final class JavaProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Class<?> main;
    private final Map<String, String> environment;
    private final Path log;
    private final URI ready;
    private @Nullable Process process;

    JavaProcess(Class<?> main, Map<String, String> environment, Path log, URI ready) {
        this.main = main;
        this.environment = environment;
        this.log = log;
        this.ready = ready;
        // A test run that is broken off would leave it behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("could not start " + main.getName(), e);
        }
    }

    JavaProcess startAndAwaitReady() {
        start();
        awaitReady();
        return this;
    }

    void awaitReady() {
        await().atMost(Duration.ofSeconds(90)).until(this::isReady);
    }

    boolean isReady() {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(ready)
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean isAlive() {
        return running().isAlive();
    }

    /** SIGKILL, and away. */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, as an orchestrator stops it. */
    void stop() {
        running().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(40)).until(() -> !isAlive());
    }

    private Process running() {
        return Objects.requireNonNull(process, "not started");
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
