package dev.sluice.processor;

import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the broker says of the topics that handlers publish to: asked when a topic is first used, and again after a while. */
final class PublishableTopics implements PublicationTopics {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    /** A topic may be deleted, or its limit changed, while the service runs. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    /** Names come from handlers, and so may be as many as there are events. */
    private static final int MOST_REMEMBERED = 1000;

    private final Admin admin;
    private final String changelogs;
    private final int largestRequest;
    private final Clock clock;
    private final Map<String, Answer> known = new ConcurrentHashMap<>();

    private record Answer(State state, Instant until) {}

    /**
     * @param applicationId of Kafka Streams, whose changelogs begin with it
     * @param largestRequest largest record the producer sends, in bytes
     */
    PublishableTopics(Admin admin, String applicationId, int largestRequest, Clock clock) {
        this.admin = admin;
        this.changelogs = applicationId + "-";
        this.largestRequest = largestRequest;
        this.clock = clock;
    }

    @Override
    public State of(String topic) {
        if (Topics.ALL.contains(topic) || topic.startsWith(changelogs)) {
            return new State.Unusable("it is one of Sluice's own");
        }
        Answer answer = known.get(topic);
        if (answer != null && clock.instant().isBefore(answer.until())) {
            return answer.state();
        }
        State asked = ask(topic);
        if (asked instanceof State.Open) {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(topic, new Answer(asked, clock.instant().plus(REMEMBERED)));
        } else {
            known.remove(topic);
        }
        return asked;
    }

    @Override
    public State askAgain(String topic) {
        known.remove(topic);
        return of(topic);
    }

    private State ask(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            // A producer that may describe a topic and not write to it would learn that from a send, when it is too
            // late.
            KafkaFuture<TopicDescription> description = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                            .topicNameValues()
                            .get(topic));
            KafkaFuture<Config> config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(resource)).values().get(resource));
            TopicDescription described = description.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (described.isInternal()) {
                return new State.Unusable("it is one of Kafka's own");
            }
            if (described.authorizedOperations() != null
                    && !described.authorizedOperations().contains(AclOperation.WRITE)) {
                return new State.Forbidden();
            }
            int limit = Integer.parseInt(config.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    .value());
            return new State.Open(Math.min(limit, largestRequest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new State.Unknown("interrupted");
        } catch (ExecutionException e) {
            return refused(topic, e.getCause());
        } catch (TimeoutException e) {
            return silent(topic);
        }
    }

    private static State refused(String topic, @Nullable Throwable why) {
        if (why instanceof UnknownTopicOrPartitionException) {
            return new State.Absent();
        }
        if (why instanceof InvalidTopicException) {
            return new State.Unusable("no topic can have this name");
        }
        return why instanceof AuthorizationException ? new State.Forbidden() : silent(topic);
    }

    private static State silent(String topic) {
        return new State.Unknown("the broker does not say whether topic '" + topic + "' exists");
    }
}
