package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** How many events the processor says it has applied since it was started. */
final class ProcessedCount implements AutoCloseable {
    private static final Pattern LINE =
            Pattern.compile("^webhook_processed_total\\{[^}]*outcome=\"processed\"[^}]*} (\\S+)$", Pattern.MULTILINE);
    // A scrape costs the processor some milliseconds of its two cores' time: five a second took a tenth of it.
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest metrics;

    ProcessedCount(String processorUrl) {
        metrics = HttpRequest.newBuilder(URI.create(processorUrl + "/metrics")).build();
    }

    /**
     * A reading.
     *
     * @param at by {@link System#nanoTime}
     */
    record Reading(long count, long at) {
        /** Events a second since an earlier one. */
        double perSecondSince(Reading earlier) {
            return (count - earlier.count()) * (double) TimeUnit.SECONDS.toNanos(1) / (at - earlier.at());
        }
    }

    Reading read() throws IOException, InterruptedException {
        String text = client.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
        return new Reading(sum(text), System.nanoTime());
    }

    /** The first reading that is not below a count. */
    Reading await(long count) throws IOException, InterruptedException, CommandFailedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            Reading reading = read();
            if (reading.count() >= count) {
                return reading;
            }
            if (reading.at() > deadline) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "only " + reading.count() + " of " + count + " events were applied within "
                                + LONGEST_WAIT.toMinutes() + " min; the processor's log may say why");
            }
            TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
        }
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
