package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.record.Coordinates;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.route.Priority;
import dev.sluice.topic.Topics;
import java.time.Duration;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What stream threads keep dying at does not stop its partition, and its event ends dead. */
class SetApartTest {
    private static final EventKey E1 = new EventKey("shop", "e1");

    @Test
    void recordThatThreadsKeepDyingAtIsSetApart() {
        try (Rig rig = new Rig(Rig.all())) {
            for (int i = 0; i < StreamDeaths.MOST; i++) {
                rig.dieAt(new Coordinates(Topics.EVENTS, 0, 0), new IllegalStateException("as the test wants it"));
            }
            rig.arrive("e1", "do.it");
            rig.arrive("e2", "do.it");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 dead");
            assertThat(rig.handled).containsExactly("e2");
            assertThat(rig.written(Topics.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(dead -> assertThat(
                                    RedeliveryRecords.read(dead.headers()).history())
                            .singleElement()
                            .satisfies(note -> assertThat(note.message()).contains("died at it")));
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void entryOfABatchThatThreadsKeepDyingAtIsFoundAndSetApart() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.killBy("e2");
            int deaths = 0;
            while (deaths < 10
                    && rig.diesOf(() -> {
                        rig.arrive("e1", "do.it");
                        rig.arrive("e2", "do.it");
                        rig.arrive("e3", "do.it");
                        rig.poll();
                    })) {
                deaths++;
            }

            // One of the batch, and then of the entry alone.
            assertThat(deaths).isEqualTo(1 + StreamDeaths.MOST);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e3")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 dead");
            assertThat(rig.written(Topics.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.value())
                            .isEqualTo(Rig.event("e2", "do.it").body()));
        }
    }

    @Test
    void deliveryThatThreadsKeepDyingAtAfterItHasWaitedIsSetApart() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail-once");
            rig.poll();
            TestRecord<byte[], byte[]> retry = rig.written(Topics.RETRY).get(0);
            rig.restart();
            rig.ledger.killBy("e1");
            int deaths = 0;
            while (deaths < 10
                    && rig.diesOf(() -> {
                        rig.arriveOnRetry(retry);
                        rig.pass(Duration.ofMinutes(1));
                    })) {
                deaths++;
            }

            assertThat(deaths).isEqualTo(StreamDeaths.MOST);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 dead");
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("dead");
            assertThat(rig.ledger.deadLetters(E1)).containsExactly("bug");
            assertThat(rig.gauges.retries()).isZero();
        }
    }

    @Test
    void whenNothingCanBeWrittenOneRecordAtMostIsTakenForTheCause() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.killAlwaysBy("e1", "e2");
            for (int i = 0; i < 8 * StreamDeaths.MOST; i++) {
                rig.diesOf(() -> {
                    rig.arrive("e1", "do.it");
                    rig.poll();
                    rig.arrive("e2", "do.it");
                    rig.poll();
                });
            }

            assertThat(rig.ledger.unreadable()).hasSize(1);
        }
    }

    @Test
    void recordIsNotToBlameForAStoreThatCanNotBeWritten() {
        try (Rig rig = new Rig(Rig.all())) {
            for (int i = 0; i < 2 * StreamDeaths.MOST; i++) {
                rig.dieAt(new Coordinates(Topics.EVENTS, 0, 0), new ProcessorStateException("no space left on device"));
            }
            rig.arrive("e1", "do.it");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.ledger.unreadable()).isEmpty();
        }
    }

    @Test
    void whereOnlyDeadLettersCanBeWrittenOneRecordAtMostIsTakenForTheCause() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.killBy("e1", "e2");
            for (int i = 0; i < 8 * StreamDeaths.MOST; i++) {
                rig.diesOf(() -> {
                    rig.arrive("e1", "do.it");
                    rig.poll();
                    rig.arrive("e2", "do.it");
                    rig.poll();
                });
            }

            assertThat(rig.attempts("e1")).containsExactly("/all/1 dead");
            assertThat(rig.attempts("e2")).isEmpty();
        }
    }

    @Test
    void retryThatThreadsKeepDyingAtBeforeItWaitsEndsDead() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail-once");
            rig.poll();
            TestRecord<byte[], byte[]> retry = rig.written(Topics.RETRY).get(0);
            rig.restart();
            for (int i = 0; i < StreamDeaths.MOST; i++) {
                rig.dieAt(new Coordinates(Topics.RETRY, 0, 0), new IllegalStateException("as the test wants it"));
            }
            rig.arriveOnRetry(retry);
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 dead");
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("dead");
        }
    }

    @Test
    void eventThatWaitsForItsFirstAttemptEndsDead() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.slowAnswer.countDown();
            rig.ledger.killBy("e1");
            rig.arrive("e1", "do.it");
            rig.poll();
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processing");
            while (rig.attempts("e1").isEmpty()) {
                rig.diesOf(() -> {
                    rig.arrive("e1", "do.it");
                    rig.pass(Duration.ofMillis(100));
                });
            }

            assertThat(rig.attempts("e1")).containsExactly("/slow/1 dead");
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("dead");
        }
    }

    @Test
    void whereThreadsDieAtTheDeadLetterTooItsBytesAloneAreKept() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.killAlwaysBy("e1");
            int deaths = 0;
            while (deaths < 10
                    && rig.diesOf(() -> {
                        rig.arrive("e1", "do.it");
                        rig.poll();
                    })) {
                deaths++;
            }

            assertThat(deaths).isEqualTo(2 * StreamDeaths.MOST);
            assertThat(rig.ledger.unreadable()).singleElement().satisfies(bytes -> {
                assertThat(bytes.source()).isEqualTo(new Coordinates(Topics.EVENTS, 0, 0));
                assertThat(bytes.value()).isEqualTo(Rig.event("e1", "do.it").body());
            });
        }
    }
}
