package dev.sluice.topic;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** How large the records of existing topics may be: a record that one of them refuses would stop its partition for good. */
final class RecordSizes {
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

    /** Raises what is smaller than the plan's size. */
    static void makeRoom(Admin admin, List<String> topics, TopicPlan plan) throws InterruptedException {
        List<AlterConfigOp> raise = List.of(new AlterConfigOp(
                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(plan.maxRecord())),
                AlterConfigOp.OpType.SET));
        Map<ConfigResource, Collection<AlterConfigOp>> changes = sizes(admin, topics).entrySet().stream()
                .filter(topic -> topic.getValue() < plan.maxRecord())
                .collect(toMap(topic -> resource(topic.getKey()), topic -> raise));
        if (changes.isEmpty()) {
            return;
        }
        try {
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "could not raise " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " of " + changes.keySet() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static Map<String, Integer> sizes(Admin admin, List<String> topics) throws InterruptedException {
        try {
            return admin
                    .describeConfigs(topics.stream().map(RecordSizes::resource).toList())
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(toMap(
                            entry -> entry.getKey().name(),
                            entry -> Integer.valueOf(entry.getValue()
                                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                                    .value())));
        } catch (ExecutionException e) {
            throw new KafkaException("could not describe the topics: " + e.getMessage(), e);
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
