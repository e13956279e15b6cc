package dev.sluice.processor;

import dev.sluice.topic.TopicCreation;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics at start-up: without them Kafka Streams would stop at once. */
final class BrokerTopics {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerTopics.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private BrokerTopics() {}

    /**
     * Creates what is missing, and makes room where there is too little, as soon as the broker is there.
     *
     * @param bootstrap where the broker is looked for, for the log
     */
    static void prepareWhenReachable(String bootstrap, Admin admin, TopicPlan plan, List<String> changelogs)
            throws InterruptedException {
        while (true) {
            try {
                TopicCreation.ensure(admin, plan);
                TopicCreation.makeRoom(admin, changelogs, plan);
                return;
            } catch (KafkaException e) {
                LOG.atWarn()
                        .addKeyValue("cause", "broker_unavailable")
                        .log("the topics are not ready, waiting for Kafka at {}: {}", bootstrap, e.getMessage());
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }
}
