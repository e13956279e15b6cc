package dev.sluice.cli.doctor;

import dev.sluice.topic.Changelogs;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.PartitionCounts;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Looks at the broker: reachable, topics, partitions, sizes. */
record BrokerChecks(KafkaAddress kafka, TopicPlan plan, Changelogs changelogs) {
    private static final int TIMEOUT_MILLIS = 5000;

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.with(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)))) {
            int nodes = admin.describeCluster().nodes().get().size();
            findings.add(new Finding.Ok("broker: reachable at " + kafka + ", " + nodes + " node(s)"));
            topics(admin, nodes, findings);
        } catch (ExecutionException | org.apache.kafka.common.KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            findings.add(new Finding.Fail(
                    "broker: not usable at " + kafka + ": " + cause.getMessage(),
                    "Start it (sluice up starts one), and check SLUICE_KAFKA_BOOTSTRAP."));
        }
        return findings;
    }

    private void topics(Admin admin, int nodes, List<Finding> findings)
            throws InterruptedException, ExecutionException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> missing =
                Topics.ALL.stream().filter(topic -> !existing.contains(topic)).toList();
        if (!missing.isEmpty()) {
            findings.add(new Finding.Warn(
                    "broker: topics are missing: " + String.join(", ", missing),
                    "The services make them when they start."));
            return;
        }
        Map<String, TopicDescription> topics =
                admin.describeTopics(Topics.ALL).allTopicNames().get();
        findings.add(partitions(admin));
        findings.add(replicas(topics, nodes));
        for (String topic : Topics.ALL) {
            settings(admin, topic, findings);
        }
    }

    private Finding partitions(Admin admin) throws InterruptedException {
        PartitionCounts counts = PartitionCounts.of(admin, changelogs);
        return counts.refusal()
                .<Finding>map(why -> new Finding.Fail("broker: partitions differ", why))
                .orElseGet(() -> new Finding.Ok(
                        "broker: the topics and the processor's stores have " + counts.ofEvents() + " partitions"));
    }

    private static Finding replicas(Map<String, TopicDescription> topics, int nodes) {
        int least = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return least > 1 || nodes == 1
                ? new Finding.Ok("broker: every partition has at least " + least + " replica(s)")
                : new Finding.Warn(
                        "broker: some partitions have a single replica on a cluster of " + nodes,
                        "Set SLUICE_REPLICATION=3 before the topics are made, or reassign them.");
    }

    private void settings(Admin admin, String topic, List<Finding> findings)
            throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        if (config == null) {
            return;
        }
        int limit = Integer.parseInt(
                config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        if (limit < plan.maxRecord()) {
            findings.add(new Finding.Fail(
                    "broker: " + topic + " takes records of " + limit + " bytes, and SLUICE_MAX_BODY asks for "
                            + plan.maxRecord(),
                    "Raise max.message.bytes of the topic, or lower SLUICE_MAX_BODY."));
        }
        if (!"LogAppendTime"
                .equals(config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value())) {
            findings.add(new Finding.Fail(
                    "broker: " + topic + " keeps the sender's time",
                    "Set message.timestamp.type=LogAppendTime: a record with a wild time is else deleted on arrival."));
        }
    }
}
