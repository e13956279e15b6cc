package dev.sluice.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** How many events the processor says it has applied since it was started. */
final class ProcessedCount implements EventCount {
    private static final Pattern LINE =
            Pattern.compile("^webhook_processed_total\\{[^}]*outcome=\"processed\"[^}]*} (\\S+)$", Pattern.MULTILINE);

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest metrics;

    ProcessedCount(String processorUrl) {
        metrics = HttpRequest.newBuilder(URI.create(processorUrl + "/metrics")).build();
    }

    @Override
    public long read() throws IOException, InterruptedException {
        return sum(client.send(metrics, HttpResponse.BodyHandlers.ofString()).body());
    }

    // A scrape costs the processor some milliseconds of its two cores' time: five a second took a tenth of it.
    @Override
    public Duration interval() {
        return Duration.ofMillis(500);
    }

    static long sum(String metrics) {
        return LINE.matcher(metrics)
                .results()
                .mapToLong(line -> (long) Double.parseDouble(line.group(1)))
                .sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
