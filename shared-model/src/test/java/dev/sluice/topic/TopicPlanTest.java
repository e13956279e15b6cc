package dev.sluice.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
    private final TopicPlan plan = new TopicPlan(6, Optional.of((short) 3), 1024 * 1024, Duration.ofDays(7));

    @Test
    void retryHasAsManyPartitionsAsEvents() {
        Map<String, NewTopic> topics = topics();

        assertThat(topics.keySet()).containsExactlyInAnyOrderElementsOf(Topics.ALL);
        assertThat(topics.get(Topics.EVENTS).numPartitions()).isEqualTo(6);
        assertThat(topics.get(Topics.RETRY).numPartitions()).isEqualTo(6);
    }

    @Test
    void everyTopicTakesABodyAtTheLimitWithItsHeaders() {
        assertThat(topics().values())
                .allSatisfy(topic -> assertThat(topic.configs())
                        .containsEntry("max.message.bytes", Integer.toString(1024 * 1024 + 256 * 1024)));
    }

    @Test
    void everyTopicIsStampedByTheBroker() {
        assertThat(topics().values())
                .allSatisfy(
                        topic -> assertThat(topic.configs()).containsEntry("message.timestamp.type", "LogAppendTime"));
    }

    private Map<String, NewTopic> topics() {
        return plan.newTopics().stream().collect(Collectors.toMap(NewTopic::name, Function.identity()));
    }
}
