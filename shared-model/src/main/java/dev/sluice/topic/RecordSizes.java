package dev.sluice.topic;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/** How large the records of existing topics may be: a record that one of them refuses would stop its partition for good. */
final class RecordSizes {
    private static final String REQUEST_BYTES = "socket.request.max.bytes";

    private RecordSizes() {}

    /** Refuses topics made for larger bodies: this service could not pass on what they hold. */
    static void refuseLarger(Admin admin, List<String> topics, TopicPlan plan) throws InterruptedException {
        sizes(admin, topics).forEach((topic, size) -> {
            if (size > plan.maxRecord()) {
                throw new KafkaException(
                        topic + " takes records of " + size + " bytes, more than SLUICE_MAX_BODY allows"
                                + " here: give both services the same, at least " + (size - TopicPlan.RECORD_OVERHEAD)
                                + "B; or lower the topic's " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG
                                + " once it holds no larger record");
            }
        });
    }

    /** Raises what is smaller than the plan's size, and segments that could not hold what a producer sends at once. */
    static void makeRoom(Admin admin, List<String> topics, TopicPlan plan) throws InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        raise(admin, topics, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, plan.maxRecord(), changes);
        raise(admin, topics, TopicConfig.SEGMENT_BYTES_CONFIG, plan.minSegment(), changes);
        if (changes.isEmpty()) {
            return;
        }
        try {
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new KafkaException("could not make room in " + changes.keySet() + ": " + e.getMessage(), e);
        }
    }

    /** Refuses a broker whose requests are smaller than a record: it would close the connection on each try. */
    static void refuseSmallRequests(Admin admin, TopicPlan plan) throws InterruptedException {
        try {
            List<ConfigResource> brokers = admin.describeCluster().nodes().get().stream()
                    .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                    .toList();
            for (Config broker : admin.describeConfigs(brokers).all().get().values()) {
                ConfigEntry largest = broker.get(REQUEST_BYTES);
                if (largest != null
                        && largest.value() != null
                        && Integer.parseInt(largest.value()) < plan.maxRequest()) {
                    throw new KafkaException("the broker takes requests of " + largest.value()
                            + " bytes, fewer than SLUICE_MAX_BODY needs: raise its " + REQUEST_BYTES + " to at least "
                            + plan.maxRequest() + ", or lower SLUICE_MAX_BODY");
                }
            }
        } catch (ExecutionException e) {
            // Who may not look at brokers finds out by a record that large.
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw new KafkaException("could not describe the brokers: " + e.getMessage(), e);
            }
        }
    }

    private static void raise(
            Admin admin,
            List<String> topics,
            String config,
            int least,
            Map<ConfigResource, Collection<AlterConfigOp>> changes)
            throws InterruptedException {
        AlterConfigOp raise =
                new AlterConfigOp(new ConfigEntry(config, Integer.toString(least)), AlterConfigOp.OpType.SET);
        values(admin, topics, config).forEach((topic, value) -> {
            if (value < least) {
                changes.computeIfAbsent(resource(topic), unused -> new ArrayList<>())
                        .add(raise);
            }
        });
    }

    /** Largest record that a topic takes, in bytes. */
    static int largest(Admin admin, String topic) throws InterruptedException {
        return sizes(admin, List.of(topic)).getOrDefault(topic, 0);
    }

    private static Map<String, Integer> sizes(Admin admin, List<String> topics) throws InterruptedException {
        return values(admin, topics, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    }

    private static Map<String, Integer> values(Admin admin, List<String> topics, String config)
            throws InterruptedException {
        try {
            return admin
                    .describeConfigs(topics.stream().map(RecordSizes::resource).toList())
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(toMap(
                            entry -> entry.getKey().name(),
                            entry ->
                                    Integer.valueOf(entry.getValue().get(config).value())));
        } catch (ExecutionException e) {
            throw new KafkaException("could not describe the topics: " + e.getMessage(), e);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
