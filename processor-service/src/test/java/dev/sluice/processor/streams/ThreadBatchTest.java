package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.route.Priority;
import dev.sluice.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What is gathered is written before Kafka is told, or goes to the retry topic as it is. */
class ThreadBatchTest {
    private static final EventKey E1 = new EventKey("shop", "e1");

    @Test
    void nothingIsWrittenUntilTheThreadPolls() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            assertThat(rig.attempts("e1")).isEmpty();

            rig.poll();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void fullBatchIsFlushedAtOnce() {
        try (Rig rig = new Rig(limits(10, 1 << 20), Rig.all())) {
            for (int i = 0; i < 25; i++) {
                rig.arrive("e" + i, "do.it");
            }
            assertThat(rig.ledger.attempts()).hasSize(20);

            rig.commit();
            assertThat(rig.ledger.attempts()).hasSize(25);
        }
    }

    @Test
    void topicOfWhatWasRecordedBeforeIsAskedAboutOnceAFlush() {
        try (Rig rig = new Rig(Rig.all())) {
            for (int i = 0; i < 3; i++) {
                rig.arrive("e" + i, "do.publish");
            }
            rig.flushAndCrash();
            for (int i = 0; i < 3; i++) {
                rig.arrive("e" + i, "do.publish");
            }
            rig.poll();

            assertThat(rig.topicsAskedAgain).isEqualTo(1);
            assertThat(rig.written("payments-out")).hasSize(3);
        }
    }

    @Test
    void recordedPublicationThatItsTopicNoLongerTakesComesAgain() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.publish");
            rig.flushAndCrash();
            rig.topics.put("payments-out", new PublicationTopics.State.Open(1));
            rig.arrive("e1", "do.publish");
            rig.commit();
            assertThat(rig.written("payments-out")).isEmpty();
            assertThat(rig.written(Topics.RETRY)).hasSize(1);

            rig.topics.put("payments-out", new PublicationTopics.State.Open(10_000));
            rig.pass(RouteBreakers.PAUSE);
            rig.drain();
            assertThat(rig.written("payments-out")).hasSize(1);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void batchIsBoundedByBytesToo() {
        try (Rig rig = new Rig(limits(1000, 4096), Rig.all())) {
            for (int i = 0; i < 25; i++) {
                rig.arrive("e" + i, "do.it");
            }
            assertThat(rig.ledger.attempts()).hasSizeGreaterThan(15);
        }
    }

    @Test
    void commitWithTheDatabaseAwaySendsTheBatchToTheRetryTopicAsItIs() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.goAway();
            rig.arrive("e1", "do.it");
            rig.arriveRaw("not an event".getBytes(StandardCharsets.UTF_8));
            rig.arrive("e1", "do.it");
            rig.commit();

            assertThat(rig.parked).containsExactly(3);
            List<TestRecord<byte[], byte[]>> parked = rig.written(Topics.RETRY);
            assertThat(parked).hasSize(3);
            assertThat(Rig.header(parked.getFirst(), "sluice_attempt")).isEqualTo("0");
            assertThat(Rig.header(parked.getFirst(), "sluice_source")).isEqualTo("webhooks.events-0-0");
            assertThat(rig.flowing()).isFalse();

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.ledger.effects(E1)).isEqualTo(1);
            assertThat(rig.ledger.event(E1).orElseThrow().duplicates()).isEqualTo(1);
            TestRecord<byte[], byte[]> dead = rig.written(Topics.DEAD_LETTERS).getFirst();
            assertThat(new String(dead.key(), StandardCharsets.UTF_8)).isEqualTo("webhooks.events-0-1");
            assertThat(dead.value()).isEqualTo("not an event".getBytes(StandardCharsets.UTF_8));
            assertThat(rig.written(Topics.RETRY)).isEmpty();
        }
    }

    @Test
    void whatArrivesWhileTheDatabaseIsAwayWaitsWithoutAnAttempt() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.breakDatabase();
            rig.handled.clear();
            rig.arrive("e1", "do.it");
            rig.commit();
            assertThat(rig.handled).isEmpty();

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void attemptWhoseCommitWasLostIsNotMadeAgainButItsRetryIsSent() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.loseNextAnswer();
            rig.arrive("e1", "do.fail");
            rig.commit();
            List<TestRecord<byte[], byte[]>> parked = rig.written(Topics.RETRY);
            assertThat(parked).hasSize(1);
            assertThat(Rig.header(parked.getFirst(), "sluice_attempt")).isEqualTo("0");

            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
            assertThat(rig.written(Topics.RETRY))
                    .singleElement()
                    .satisfies(retry ->
                            assertThat(Rig.header(retry, "sluice_attempt")).isEqualTo("1"));
        }
    }

    @Test
    void lostAnswerOfADeadLetterSendsItOnce() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.loseNextAnswer();
            rig.arrive("e1", "do.die");
            rig.commit();
            await().until(rig::flowing);
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 dead");
            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
        }
    }

    @Test
    void listenerThatFailsStopsNothing() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.listenerFails = true;
            rig.arrive("e1", "do.fail");
            rig.commit();

            assertThat(rig.written(Topics.RETRY)).hasSize(1);
        }
    }

    @Test
    void abortedTransactionForgetsTheBatch() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            rig.abort();
            rig.commit();

            assertThat(rig.attempts("e1")).isEmpty();
        }
    }

    @Test
    void closedTaskLeavesNothingInTheBatch() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            rig.restart();
            rig.commit();

            assertThat(rig.attempts("e1")).isEmpty();
        }
    }

    @Test
    void crashBetweenTheTwoCommitsEmitsTheRecordedOutcomeOnce() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.arrive("e2", "do.publish");
            rig.flushAndCrash();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
            assertThat(rig.written(Topics.RETRY)).isEmpty();

            rig.arrive("e1", "do.fail");
            rig.arrive("e2", "do.publish");
            rig.commit();
            assertThat(rig.written(Topics.RETRY)).hasSize(1);
            assertThat(rig.written("payments-out")).hasSize(1);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
        }
    }

    @Test
    void recordedPublicationWhoseTopicIsGoneWaitsAndHoldsUpNobody() {
        try (Rig rig = new Rig(
                Rig.route("publish", "do.publish", "obedient", Priority.NORMAL),
                Rig.route("all", "do.it", "obedient", Priority.NORMAL))) {
            rig.arrive("e1", "do.publish");
            rig.flushAndCrash();
            rig.topicsGoneAtFlush.add("payments-out");

            rig.arrive("e1", "do.publish");
            rig.arrive("e2", "do.it");
            rig.commit();
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
            assertThat(rig.written("payments-out")).isEmpty();

            rig.topicsGoneAtFlush.clear();
            rig.pass(Duration.ofSeconds(11));
            rig.drain();
            assertThat(rig.written("payments-out")).hasSize(1);
            assertThat(rig.attempts("e1")).containsExactly("/publish/1 processed");
        }
    }

    @Test
    void dataThatTheDatabaseRefusesForEverIsDeadLettered() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.refuse("e1", true);
            rig.arrive("e1", "do.it");
            rig.arrive("e2", "do.it");
            rig.drain();

            assertThat(rig.ledger.deadLetters(E1)).containsExactly("data");
            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void outageOfTheDatabaseBurnsNoAttempt() {
        try (Rig rig = new Rig(Rig.all(), Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.slowAnswer.countDown();
            rig.ledger.goAway();
            rig.arrive("e1", "do.it");
            rig.drain();
            rig.commit();
            assertThat(rig.flowing()).isFalse();

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drainUntil(() -> rig.attempts("e1").size() == 2);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed", "/slow/1 processed");
            assertThat(rig.written(Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    @Test
    void batchThatDoesNotEndInTimeIsHalved() {
        try (Rig rig = new Rig(limits(400, 8 << 20), Rig.all())) {
            rig.ledger.goAway();
            for (int i = 0; i < 400; i++) {
                rig.arrive("e" + i, "do.it");
            }
            rig.commit();
            assertThat(rig.parked).containsExactly(400);

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drainUntil(() -> rig.ledger.attempts().size() == 400);
            assertThat(rig.flushed.getFirst()).isEqualTo(200);
        }
    }

    private static BatchLimits limits(int entries, int bytes) {
        return new BatchLimits(entries, bytes, Duration.ofMinutes(1), Duration.ofSeconds(15), Duration.ofSeconds(10));
    }
}
