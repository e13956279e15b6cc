package dev.sluice.ingest.publish;

import dev.sluice.schedule.Schedule;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicCreation;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics as soon as the broker is there, and from then on knows whether it still is. */
public final class BrokerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** A broker that restarts should not take every instance out of the load balancer. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final KafkaAddress kafka;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final TopicPlan plan;
    private final Schedule schedule = new Schedule("broker-watch");

    private volatile boolean topicsKnown;
    private volatile boolean answering;
    private volatile long lastAnswer;

    /** @param kafka where the broker is looked for, for the log */
    public BrokerWatch(KafkaAddress kafka, Admin admin, Producer<byte[], byte[]> producer, TopicPlan plan) {
        this.kafka = kafka;
        this.admin = admin;
        this.producer = producer;
        this.plan = plan;
    }

    /** Starts watching; returns at once. */
    public void start() {
        schedule.every(Duration.ZERO, EVERY, this::look);
    }

    /** Whether the topics are there and the broker has answered lately. */
    public boolean brokerIsThere() {
        return topicsKnown && System.nanoTime() - lastAnswer < GRACE.toNanos();
    }

    private void look() {
        try {
            if (!topicsKnown) {
                TopicCreation.ensure(admin, plan);
            } else if (TopicCreation.partitions(admin, Topics.EVENTS) == 0) {
                throw new KafkaException(Topics.EVENTS + " has no partitions");
            }
            // Also keeps the producer from forgetting a topic that has been quiet, which would cost the next event its
            // time.
            producer.partitionsFor(Topics.EVENTS);
            lastAnswer = System.nanoTime();
            topicsKnown = true;
            if (!answering) {
                answering = true;
                LOG.info("Kafka is there");
            }
        } catch (KafkaException e) {
            if (answering || !topicsKnown) {
                LOG.atWarn()
                        .addKeyValue("cause", "broker_unavailable")
                        .log("Kafka is away, waiting for it at {}: {}", kafka, e.getMessage());
            }
            answering = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        schedule.close();
    }
}
