package dev.sluice.cli.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * The routes that an instance has in force.
 *
 * @param data its directory
 */
record RunningRoutes(DataDirectory data) {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A note where an instance runs and has other routes than the file: it takes changes up after a second or two.
     *
     * @param version of the routes in the file
     */
    Optional<String> notThese(String version) throws CommandFailedException, InterruptedException {
        if (!Files.exists(data.runFile())) {
            return Optional.empty();
        }
        return inForce(RunFile.read(data).processorUrl())
                .filter(running -> !running.isEmpty() && !running.equals(version))
                .map(running -> "the running instance has other routes in force (version " + running
                        + ", the file's is " + version + "): it takes a change up within some seconds");
    }

    private static Optional<String> inForce(String processor) throws InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(processor + "/health"))
                            .timeout(LONGEST_ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return Optional.of(
                    JSON.readTree(answer.body()).path("routes_version").asText());
        } catch (IOException e) {
            // It is down: then no routes are in force.
            return Optional.empty();
        }
    }
}
