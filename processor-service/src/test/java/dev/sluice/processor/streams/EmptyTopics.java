package dev.sluice.processor.streams;

import static org.awaitility.Awaitility.await;

import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of events, retries and dead letters, without what tests before have left on them. */
final class EmptyTopics {
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final List<String> TOPICS = List.of(Topics.EVENTS, Topics.RETRY, Topics.DEAD_LETTERS);

    private EmptyTopics() {}

    static void make(Admin admin, int partitions) throws Exception {
        Set<String> existing = admin.listTopics().names().get();
        if (existing.contains(Topics.EVENTS)) {
            admin.deleteTopics(TOPICS).all().get();
            await().atMost(AT_MOST)
                    .until(() -> !admin.listTopics().names().get().contains(Topics.EVENTS));
        }
        List<NewTopic> topics = TOPICS.stream()
                .map(topic -> new NewTopic(topic, partitions, (short) 1))
                .toList();
        await().atMost(AT_MOST).ignoreExceptions().until(() -> {
            admin.createTopics(topics).all().get();
            return true;
        });
    }
}
