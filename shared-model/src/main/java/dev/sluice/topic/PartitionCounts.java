package dev.sluice.topic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * How many partitions each topic has that the number of the processor's tasks follows from.
 *
 * @param topics by name, without those that do not exist
 * @param changelogs by name, without those that do not exist
 */
public record PartitionCounts(Map<String, Integer> topics, Map<String, Integer> changelogs) {
    /** Asks the broker. */
    public static PartitionCounts of(Admin admin, Changelogs changelogs) throws InterruptedException {
        try {
            Set<String> existing = admin.listTopics().names().get();
            return new PartitionCounts(
                    counts(admin, List.of(Topics.EVENTS, Topics.RETRY, Topics.DEAD_LETTERS), existing),
                    counts(admin, changelogs.all(), existing));
        } catch (ExecutionException e) {
            throw new KafkaException("could not ask for the topics' partitions: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> counts(Admin admin, List<String> names, Set<String> existing)
            throws InterruptedException, ExecutionException {
        List<String> there = names.stream().filter(existing::contains).toList();
        Map<String, Integer> counts = new LinkedHashMap<>();
        there.forEach(name -> counts.put(name, 0));
        admin.describeTopics(there)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
        return counts;
    }

    /** Of the topic with the most. */
    public int most() {
        return topics.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Of {@code webhooks.events}; 0 without. */
    public int ofEvents() {
        return topics.getOrDefault(Topics.EVENTS, 0);
    }

    /** Why the processor can't run on them, and what to do; empty if it can. */
    public Optional<String> refusal() {
        List<String> others = new ArrayList<>();
        Map<String, Integer> bound = new LinkedHashMap<>(topics);
        bound.remove(Topics.DEAD_LETTERS);
        bound.putAll(changelogs);
        bound.forEach((name, count) -> {
            if (count != ofEvents()) {
                others.add(name + " has " + count);
            }
        });
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(Topics.EVENTS + " has " + ofEvents() + " partitions and " + String.join(", ", others)
                        + ", so no instance processes events; they are accepted and wait. Run: sluice partitions raise --to "
                        + most() + " (it takes along what waits, and nothing is lost)");
    }
}
