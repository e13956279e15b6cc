package dev.sluice.processor;

import dev.sluice.processor.api.PartitionSource;
import dev.sluice.topic.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker for the positions of the processor's consumer group, all instances of it. Thread-safe. */
final class GroupPositions implements PartitionSource {
    private static final long ANSWER_SECONDS = 3;

    private final Admin admin;
    private final String group;

    GroupPositions(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    @Override
    public Optional<List<Partition>> partitions() throws InterruptedException {
        try {
            Map<String, TopicDescription> topics = admin.describeTopics(List.of(Topics.EVENTS, Topics.RETRY))
                    .allTopicNames()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            List<TopicPartition> all = new ArrayList<>();
            topics.forEach((name, topic) ->
                    topic.partitions().forEach(partition -> all.add(new TopicPartition(name, partition.partition()))));
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends = admin.listOffsets(
                            all.stream().collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest())))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, String> owners = owners();
            return Optional.of(all.stream()
                    .map(each -> new Partition(
                            each.topic(),
                            each.partition(),
                            Optional.ofNullable(owners.get(each)),
                            Optional.ofNullable(committed.get(each))
                                    .map(OffsetAndMetadata::offset)
                                    .orElse(0L),
                            Optional.ofNullable(ends.get(each))
                                    .map(ListOffsetsResult.ListOffsetsResultInfo::offset)
                                    .orElse(0L)))
                    .sorted(Comparator.comparing(Partition::topic).thenComparingInt(Partition::partition))
                    .toList());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Optional.empty();
        }
    }

    private Map<TopicPartition, String> owners() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, String> owners = new HashMap<>();
        for (MemberDescription member :
                admin
                        .describeConsumerGroups(List.of(group))
                        .all()
                        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .flatMap(described -> described.members().stream())
                        .toList()) {
            String name = member.groupInstanceId().orElse(member.clientId());
            member.assignment().topicPartitions().forEach(partition -> owners.put(partition, name));
        }
        return owners;
    }
}
