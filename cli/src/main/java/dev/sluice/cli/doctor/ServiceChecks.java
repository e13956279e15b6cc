package dev.sluice.cli.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at one of the services: answers, is ready, clock. */
record ServiceChecks(String name, String url) {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build()) {
            Instant asked = Instant.now();
            HttpResponse<Void> response = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                            .timeout(LONGEST_ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            findings.add(
                    response.statusCode() == 200
                            ? new Finding.Ok(name + ": ready at " + url)
                            : new Finding.Fail(
                                    name + ": answers " + response.statusCode() + " at " + url + "/health/ready",
                                    "Read its log; " + url + "/health says which part is not well."));
            clock(response, asked).ifPresent(findings::add);
        } catch (IOException e) {
            findings.add(new Finding.Fail(name + ": does not answer at " + url, "Start it, and read its log."));
        }
        return findings;
    }

    // HTTP dates have whole seconds, so up to one is not a difference.
    private Optional<Finding> clock(HttpResponse<Void> response, Instant asked) {
        return response.headers().firstValue("date").flatMap(text -> {
            try {
                Instant theirs = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Optional.of(
                        new ClockDifference(name + ": its", theirs, asked.minusSeconds(1), Instant.now()).finding());
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }
}
