package dev.sluice.processor;

import dev.sluice.processor.attempt.PublicationLimits;
import dev.sluice.processor.attempt.UnfinishedException;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the broker says of the topics that handlers publish to; asked once for each topic, and again while it is missing. */
final class PublishableTopics implements PublicationLimits {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Admin admin;
    private final int largestRequest;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    /** @param largestRequest largest record the producer sends, in bytes */
    PublishableTopics(Admin admin, int largestRequest) {
        this.admin = admin;
        this.largestRequest = largestRequest;
    }

    @Override
    public OptionalInt largestRecord(String topic) throws UnfinishedException {
        if (Topics.ALL.contains(topic)) {
            return OptionalInt.empty();
        }
        Integer largest = known.get(topic);
        if (largest != null) {
            return OptionalInt.of(largest);
        }
        OptionalInt asked = ask(topic);
        asked.ifPresent(limit -> known.put(topic, limit));
        return asked;
    }

    private OptionalInt ask(String topic) throws UnfinishedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).values().get(resource))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            int limit = Integer.parseInt(
                    config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
            return OptionalInt.of(Math.min(limit, largestRequest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfinishedException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw new UnfinishedException("the broker does not say whether topic '" + topic + "' exists", e);
        } catch (TimeoutException e) {
            throw new UnfinishedException("the broker does not say whether topic '" + topic + "' exists", e);
        }
    }
}
