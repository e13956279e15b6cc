package dev.sluice.cli.webhook;

import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** Sends requests over HTTP. Thread-safe. */
public final class Poster implements AutoCloseable {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);
    // Set by the client itself, which refuses them.
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final String purpose;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param purpose what the requests are made for; each says so, for who reads the rows later */
    public Poster(String purpose) {
        this.purpose = purpose;
    }

    /** What came back. */
    public record Answer(int status, String body, Duration took) {}

    /** Sends a request as it stands. */
    public Answer send(SignedRequest request) throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(LONGEST_ANSWER)
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().asMap().forEach((name, values) -> {
            if (!RESTRICTED.contains(name)) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        builder.setHeader(Webhook.TEST_HEADER, purpose);
        long began = System.nanoTime();
        HttpResponse<String> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        client.close();
    }
}
