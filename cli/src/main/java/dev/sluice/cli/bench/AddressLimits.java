package dev.sluice.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Endpoints that get limits by address while the service runs, and only then: before, one address sends all there is.
 *
 * @param file {@code endpoints.yaml} of the instance
 */
record AddressLimits(Path file) {
    static final String FILE = "endpoints.yaml";

    private static final String LIMITS = """

            limits:
              address: {per_minute: 60000, burst: 2000, signature_failures: 100, block_for: 10m}
            """;
    private static final String APPLIED = "webhook_endpoints_reloads_total{outcome=\"applied\"}";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** A copy of the examples that can be changed. */
    static AddressLimits copy(Path examples, Path directory) throws IOException {
        return new AddressLimits(Files.copy(examples, directory.resolve(FILE)));
    }

    void write() throws IOException {
        Files.writeString(file, LIMITS, StandardOpenOption.APPEND);
    }

    /** Returns when the service has taken them up. */
    void awaitApplied(String managementUrl) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest metrics = HttpRequest.newBuilder(URI.create(managementUrl + "/metrics"))
                    .build();
            while (!client.send(metrics, BodyHandlers.ofString()).body().contains(APPLIED)) {
                if (System.nanoTime() > end) {
                    throw new IOException("the ingest service did not take up changed endpoints in " + LONGEST_WAIT);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }
}
