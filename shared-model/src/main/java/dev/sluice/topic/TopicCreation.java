package dev.sluice.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, and sees that those that exist can hold the records. */
public final class TopicCreation {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

    private TopicCreation() {}

    /** An admin client whose calls end within seconds, whether the broker is there or not. */
    public static Admin admin(KafkaAddress kafka, String clientId) {
        return Admin.create(kafka.with(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                clientId,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) CALL_TIMEOUT.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) CALL_TIMEOUT.toMillis(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500L)));
    }

    /**
     * On return every topic exists and takes records of the plan's size.
     *
     * @throws KafkaException if the broker can't be reached or refuses, or a topic holds larger bodies than the plan allows
     */
    public static void ensure(Admin admin, TopicPlan plan) throws InterruptedException {
        Set<String> existing = names(admin);
        CreateTopicsResult result = admin.createTopics(plan.newTopics().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .toList());
        for (KafkaFuture<Void> creation : result.values().values()) {
            try {
                creation.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException("could not create the topics: " + e.getMessage(), e);
                }
            }
        }
        RecordSizes.refuseSmallRequests(admin, plan);
        RecordSizes.refuseLarger(admin, Topics.ALL, plan);
        RecordSizes.makeRoom(admin, Topics.ALL, plan);
    }

    /** Lets those of {@code topics} that exist take records of the plan's size. */
    public static void makeRoom(Admin admin, List<String> topics, TopicPlan plan) throws InterruptedException {
        Set<String> existing = names(admin);
        RecordSizes.makeRoom(admin, topics.stream().filter(existing::contains).toList(), plan);
    }

    private static Set<String> names(Admin admin) throws InterruptedException {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new KafkaException("could not list the topics: " + e.getMessage(), e);
        }
    }

    /** How many partitions a topic has. */
    public static int partitions(Admin admin, String topic) throws InterruptedException {
        try {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(List.of(topic)).allTopicNames().get();
            TopicDescription description = topics.get(topic);
            return description == null ? 0 : description.partitions().size();
        } catch (ExecutionException e) {
            throw new KafkaException("could not describe " + topic + ": " + e.getMessage(), e);
        }
    }
}
