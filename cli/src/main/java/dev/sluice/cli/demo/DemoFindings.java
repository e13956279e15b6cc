package dev.sluice.cli.demo;

import static java.util.stream.Collectors.groupingBy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was sent, and what was found afterwards.
 *
 * @param genuine the first copies
 * @param warmUp how many of those, from the first, are not timed
 * @param repeats the second ones
 * @param withoutEffect events applied without a trace
 * @param refused by cause, as the ingest service counts
 * @param lag records the processor has not read
 * @param leaks secrets and signatures found in logs
 */
record DemoFindings(
        List<Sent> genuine,
        int warmUp,
        List<Sent> repeats,
        List<Sent> bad,
        List<LedgerRows.Audit> audits,
        List<LedgerRows.Attempt> attempts,
        List<LedgerRows.DeadLetter> deadLetters,
        List<String> withoutEffect,
        List<ConsumerRecord<byte[], byte[]>> events,
        List<ConsumerRecord<byte[], byte[]>> deadLetterRecords,
        Map<String, Long> refused,
        long lag,
        List<String> leaks) {
    static final int ACCEPTED = 202;

    /** Endpoint and id of every event that was answered 202. */
    Set<String> accepted() {
        return genuine.stream()
                .filter(sent -> sent.answer().status() == ACCEPTED)
                .map(DemoFindings::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Attempts by delivery, in the order they were made. */
    Map<String, List<LedgerRows.Attempt>> deliveries() {
        return attempts.stream()
                .sorted(Comparator.comparingInt(LedgerRows.Attempt::attempt))
                .collect(groupingBy(
                        attempt -> attempt.endpoint() + "/" + attempt.eventId() + " (" + attempt.route() + ")",
                        TreeMap::new,
                        Collectors.toList()));
    }

    long withStatus(String status) {
        return audits.stream().filter(audit -> audit.status().equals(status)).count();
    }

    long duplicates() {
        return audits.stream().mapToLong(LedgerRows.Audit::duplicates).sum();
    }

    long retries() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome().equals("retry"))
                .count();
    }

    /** Copies sent again because the first answer was an error; they may have been stored all the same. */
    long resent() {
        return Stream.concat(genuine.stream(), repeats.stream())
                .mapToLong(sent -> sent.tries() - 1)
                .sum();
    }

    static String key(Sent sent) {
        return switch (sent.demoRequest()) {
            case DemoRequest.Genuine demoRequest ->
                demoRequest.webhook().endpoint().name() + "/"
                        + demoRequest.webhook().eventId();
            case DemoRequest.Bad ignored -> "";
        };
    }
}
