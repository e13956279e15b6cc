package dev.sluice.processor;

import dev.sluice.topic.Changelogs;
import dev.sluice.topic.EarlierStores;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.PartitionCounts;
import dev.sluice.topic.TopicCreation;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics as the processor finds them. On topics that its stores do not fit Kafka Streams would die again and again; so it does not
 * start there, says what to do, and starts once that has been done. Thread-safe.
 */
final class BrokerTopics {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerTopics.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Admin admin;
    private final KafkaAddress kafka;
    private final TopicPlan plan;
    private final Changelogs changelogs;
    private final CountDownLatch unfit = new CountDownLatch(1);
    private volatile Optional<String> refusal = Optional.empty();
    private volatile int fit;
    private long told;

    BrokerTopics(Admin admin, KafkaAddress kafka, TopicPlan plan, Changelogs changelogs) {
        this.admin = admin;
        this.kafka = kafka;
        this.plan = plan;
        this.changelogs = changelogs;
    }

    /**
     * Creates what is missing and makes room where there is too little, as soon as the broker is there; returns once the processor may
     * start.
     *
     * @return how many partitions there are of the topics it reads
     */
    int awaitFit() throws InterruptedException {
        while (true) {
            try {
                TopicCreation.ensure(admin, plan);
                TopicCreation.makeRoom(admin, List.of(changelogs.waiting()), plan);
                PartitionCounts counts = PartitionCounts.of(admin, changelogs);
                Optional<String> found = counts.refusal();
                if (found.isEmpty()) {
                    found = EarlierStores.refusal(admin, kafka, changelogs);
                }
                tell(found);
                if (found.isEmpty()) {
                    fit = counts.ofEvents();
                    return fit;
                }
            } catch (KafkaException e) {
                LOG.atWarn()
                        .addKeyValue("cause", "broker_unavailable")
                        .log("the topics are not ready, waiting for Kafka at {}: {}", kafka, e.getMessage());
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    /** Looks whether they still fit. To be called every few seconds while the processor runs. */
    void look() {
        try {
            PartitionCounts counts = PartitionCounts.of(admin, changelogs);
            Optional<String> found = counts.refusal();
            if (found.isEmpty() && counts.ofEvents() != fit) {
                found = Optional.of("the topics had " + fit + " partitions when this instance started and have "
                        + counts.ofEvents() + " now; it has to be started again");
            }
            if (found.isPresent()) {
                tell(found);
                unfit.countDown();
            }
        } catch (KafkaException e) {
            LOG.debug("the topics can't be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once a running processor can't go on: somebody has given the topics more partitions. */
    void awaitUnfit() throws InterruptedException {
        unfit.await();
    }

    /** Why the processor does not process, and what to do; empty while it may. */
    Optional<String> refusal() {
        return refusal;
    }

    private void tell(Optional<String> found) {
        boolean news = !found.equals(refusal);
        refusal = found;
        if (found.isPresent() && (news || System.nanoTime() - told > BETWEEN_LINES.toNanos())) {
            told = System.nanoTime();
            LOG.atError().addKeyValue("cause", "topics_unfit").log(found.get());
        }
    }
}
