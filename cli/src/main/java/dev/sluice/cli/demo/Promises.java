package dev.sluice.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what was found against what Sluice promises. */
record Promises(DemoFindings found) {
    private static final ObjectMapper JSON = new ObjectMapper();

    List<Promise> check() {
        return List.of(
                new Promise("whatever its provider signed was accepted", notAccepted()),
                new Promise("every accepted event has one audit row, and nothing else has one", rows()),
                new Promise("every delivery ended once, all its attempts accounted for", deliveries()),
                new Promise("what was applied stands in its table", found.withoutEffect()),
                new Promise("repeats were counted and changed nothing", repeats()),
                new Promise("what failed twice then worked, and only the poison is dead", rehearsed()),
                new Promise("dead-letter topic and table agree", deadLetters()),
                new Promise(
                        "bytes are kept as they were signed, in the topic and in the table", KeptBytes.broken(found)),
                new Promise("every signature can be checked again from the topic", KeptBytes.unverifiable(found)),
                new Promise("every refusal says why", refusals()),
                new Promise("secrets and signatures are in no log and no answer", found.leaks()),
                new Promise("nothing is left to do", found.lag() == 0 ? List.of() : List.of("lag " + found.lag())));
    }

    private List<String> notAccepted() {
        List<String> broken = new ArrayList<>();
        for (List<Sent> sent : List.of(found.genuine(), found.repeats())) {
            sent.stream()
                    .filter(one -> one.answer().status() != DemoFindings.ACCEPTED)
                    .forEach(one -> broken.add(DemoFindings.key(one) + " was answered "
                            + one.answer().status() + " " + one.answer().body()));
        }
        return broken;
    }

    private List<String> rows() {
        List<String> broken = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> accepted = found.accepted();
        for (LedgerRows.Audit audit : found.audits()) {
            String key = audit.endpoint() + "/" + audit.eventId();
            if (!seen.add(key)) {
                broken.add(key + " has two rows");
            }
            if (!accepted.contains(key)) {
                broken.add(key + " has a row and was not accepted");
            }
        }
        accepted.stream().filter(key -> !seen.contains(key)).forEach(key -> broken.add(key + " has no row"));
        return broken;
    }

    private List<String> deliveries() {
        List<String> broken = new ArrayList<>();
        Set<String> withUnit = new HashSet<>();
        found.deliveries().forEach((delivery, attempts) -> {
            withUnit.add(attempts.get(0).endpoint() + "/" + attempts.get(0).eventId());
            for (int i = 0; i < attempts.size(); i++) {
                boolean last = i == attempts.size() - 1;
                LedgerRows.Attempt attempt = attempts.get(i);
                if (attempt.attempt() != i + 1 || last == attempt.outcome().equals("retry")) {
                    broken.add(delivery + " has attempt " + attempt.attempt() + " with outcome " + attempt.outcome()
                            + " in place " + (i + 1) + " of " + attempts.size());
                }
            }
        });
        found.accepted().stream()
                .filter(key -> !withUnit.contains(key))
                .forEach(key -> broken.add(key + " was never attempted"));
        return broken;
    }

    // A copy answered with an error may have been stored, so there may be more repeats than were sent on purpose.
    private List<String> repeats() {
        long least = found.repeats().size();
        long most = least + found.resent();
        return found.duplicates() >= least && found.duplicates() <= most
                ? List.of()
                : List.of(found.duplicates() + " were counted and " + least + " sent");
    }

    private List<String> rehearsed() {
        List<String> broken = new ArrayList<>();
        Map<String, String> types = new TreeMap<>();
        for (Sent sent : found.genuine()) {
            if (sent.demoRequest() instanceof DemoRequest.Genuine genuine) {
                types.put(DemoFindings.key(sent), genuine.webhook().type());
            }
        }
        found.deliveries().forEach((delivery, attempts) -> {
            String type = types.getOrDefault(
                    attempts.get(0).endpoint() + "/" + attempts.get(0).eventId(), "");
            String outcomes = attempts.stream().map(LedgerRows.Attempt::outcome).collect(Collectors.joining(" "));
            boolean right = switch (type) {
                case "rehearsal.failed_twice" -> outcomes.equals("retry retry processed");
                case "rehearsal.poisoned" -> outcomes.equals("dead");
                default -> outcomes.equals("processed") || outcomes.equals("ignored");
            };
            if (!right) {
                broken.add(delivery + " of type " + type + " went: " + outcomes);
            }
        });
        return broken;
    }

    private List<String> deadLetters() {
        Set<String> table = found.deadLetters().stream()
                .map(letter -> letter.endpoint() + "/" + letter.eventId() + " (" + letter.route() + ")")
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> topic = KeptBytes.deadLetterUnits(found);
        List<String> broken = new ArrayList<>();
        table.stream()
                .filter(delivery -> !topic.contains(delivery))
                .forEach(delivery -> broken.add(delivery + " is in the table only"));
        topic.stream()
                .filter(delivery -> !table.contains(delivery))
                .forEach(delivery -> broken.add(delivery + " is in the topic only"));
        if (topic.size() > table.size()) {
            broken.add("the topic has " + topic.size() + " and the table " + table.size());
        }
        return broken;
    }

    private List<String> refusals() {
        List<String> broken = new ArrayList<>();
        Map<String, Long> answered = new TreeMap<>();
        for (Sent sent : found.bad()) {
            if (sent.demoRequest() instanceof DemoRequest.Bad bad) {
                JsonNode problem = parsed(sent.answer().body());
                String code = problem.path("code").asText();
                answered.merge(code, 1L, Long::sum);
                if (sent.answer().status() != bad.expected().status()
                        || !code.equals(bad.expected().code())
                        || problem.path("detail").asText().isEmpty()
                        || problem.path("request_id").asText().isEmpty()) {
                    broken.add("instead of " + bad.expected().code() + ": "
                            + sent.answer().status() + " " + sent.answer().body());
                }
            }
        }
        answered.forEach((cause, count) -> {
            if (found.refused().getOrDefault(cause, 0L) < count) {
                broken.add(cause + " was answered " + count + " times and counted "
                        + found.refused().getOrDefault(cause, 0L) + " times");
            }
        });
        return broken;
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
