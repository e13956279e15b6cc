package dev.sluice.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the ingest service says it has refused, by cause. */
record RejectionCounters(String managementUrl) {
    private static final Pattern LINE =
            Pattern.compile("^webhook_refused_total\\{.*cause=\"([a-z_]+)\".*} ([0-9.E+]+)$", Pattern.MULTILINE);

    Map<String, Long> read() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String metrics = client.send(
                            HttpRequest.newBuilder(URI.create(managementUrl + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Map<String, Long> refused = new TreeMap<>();
            Matcher lines = LINE.matcher(metrics);
            while (lines.find()) {
                refused.merge(lines.group(1), (long) Double.parseDouble(lines.group(2)), Long::sum);
            }
            return refused;
        }
    }

    /** What has been added since an earlier reading. */
    static Map<String, Long> since(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> added = new TreeMap<>();
        now.forEach((cause, count) -> {
            long more = count - before.getOrDefault(cause, 0L);
            if (more > 0) {
                added.put(cause, more);
            }
        });
        return added;
    }
}
