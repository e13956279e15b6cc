package dev.sluice.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table that the demonstration prints. */
record Summary(DemoFindings found, RunIds ids) {
    void print(PrintWriter out) {
        out.println("What became of it, read back from Postgres, the topics and the counters:");
        long copies = found.events().size();
        line(out, "accepted", copies + " (" + found.audits().size() + " events)");
        line(
                out,
                "refused",
                Long.toString(found.refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        found.refused().forEach((cause, count) -> line(out, "  " + cause, Long.toString(count)));
        line(out, "applied", Long.toString(found.withStatus("processed")));
        line(out, "ignored", Long.toString(found.withStatus("ignored")));
        line(out, "deduplicated", Long.toString(found.duplicates()));
        line(out, "retried", Long.toString(found.retries()));
        line(out, "dead-lettered", Long.toString(found.deadLetters().size()));
        long deliveries = found.genuine().stream()
                .filter(sent -> sent.demoRequest() instanceof DemoRequest.Genuine demoRequest
                        && ids.isOfCorpus(demoRequest.webhook().eventId()))
                .count();
        if (deliveries > 0) {
            long rows = found.audits().stream()
                    .filter(audit -> ids.isOfCorpus(audit.eventId()))
                    .count();
            line(out, "rows of the corpus", rows + " of " + deliveries);
        }
        List<Duration> times = postToRow();
        if (!times.isEmpty()) {
            String load = " ms (" + times.size() + " at " + Sender.PER_SECOND + " a second)";
            line(out, "POST to row p50", percentile(times, 50).toMillis() + load);
            line(out, "POST to row p99", percentile(times, 99).toMillis() + load);
        }
    }

    // From the sender's clock before the request to the commit of the first attempt; both clocks are this machine's.
    private List<Duration> postToRow() {
        Map<String, Instant> sentAt = new HashMap<>();
        found.genuine().stream().skip(found.warmUp()).forEach(sent -> sentAt.put(DemoFindings.key(sent), sent.at()));
        return found.attempts().stream()
                .filter(attempt -> attempt.attempt() == 1)
                .filter(attempt -> sentAt.containsKey(attempt.endpoint() + "/" + attempt.eventId()))
                .map(attempt -> Duration.between(
                        sentAt.getOrDefault(attempt.endpoint() + "/" + attempt.eventId(), attempt.committedAt()),
                        attempt.committedAt()))
                .sorted()
                .toList();
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        int index = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
        return sorted.get(Math.max(0, index));
    }

    private static void line(PrintWriter out, String what, String value) {
        out.println(String.format("  %-34s %s", what, value));
    }
}
