package dev.sluice.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.route.Priority;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits, and what the queue does when those it needs are away, slow or full. */
class WorkQueueTest {
    private static final EventKey E1 = new EventKey("shop", "e1");

    @Test
    void outageOfTheDatabaseBurnsNoAttempt() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.goAway();
            rig.arrive("e1", "do.it");
            rig.drain();
            assertThat(rig.flowing()).isFalse();
            assertThat(rig.attempts("e1")).isEmpty();

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.written(Topics.RETRY)).isEmpty();
            assertThat(rig.written(Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    @Test
    void attemptWhoseCommitWasLostIsNotMadeAgainButItsRetryIsSent() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.loseNextAnswer();
            rig.arrive("e1", "do.fail");
            rig.drain();
            assertThat(rig.written(Topics.RETRY)).isEmpty();

            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
            assertThat(rig.written(Topics.RETRY)).hasSize(1);
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
    void highPriorityIsTakenFirstAndLowPriorityIsNotStarved() {
        try (Rig rig = new Rig(
                new DrainLimits(40, 1 << 20, 1 << 20),
                Rig.route("low", "do.low", "obedient", Priority.LOW),
                Rig.route("high", "do.high", "obedient", Priority.HIGH))) {
            rig.ledger.goAway();
            rig.arrive("first", "do.low");
            rig.drain();
            rig.handled.clear();
            for (int i = 0; i < 30; i++) {
                rig.arrive("low" + i, "do.low");
                rig.arrive("high" + i, "do.high");
            }
            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();

            // Half of 40, after the drain that failed.
            List<String> batch = rig.handled.subList(0, 20);
            assertThat(batch.subList(0, 18)).allMatch(id -> id.startsWith("high"));
            assertThat(batch.subList(18, 20)).containsExactly("first", "low0");
        }
    }

    @Test
    void slowHandlerHoldsUpNobody() {
        try (Rig rig = new Rig(
                Rig.route("slow", "do.wait", "slow", Priority.HIGH),
                Rig.route("all", "do.it", "obedient", Priority.NORMAL))) {
            rig.arrive("e1", "do.wait");
            rig.arrive("e2", "do.it");
            rig.drain();
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e1")).isEmpty();

            rig.slowAnswer.countDown();
            rig.awaitAttempt("e1");
            assertThat(rig.attempts("e1")).contains("/slow/1 processed");
        }
    }

    @Test
    void slowHandlerThatDoesNotAnswerInTimeIsRetried() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.arrive("e1", "do.wait");
            rig.drain();
            rig.pass(Duration.ofSeconds(6));

            assertThat(rig.attempts("e1")).containsExactly("/slow/1 retry");
            assertThat(rig.written(Topics.RETRY)).hasSize(1);
        }
    }

    @Test
    void inboxThatIsFullSpillsAndLosesNothing() {
        try (Rig rig = new Rig(new DrainLimits(500, 1 << 20, 4096), Rig.all())) {
            rig.ledger.goAway();
            rig.arrive("first", "do.it");
            rig.drain();
            for (int i = 0; i < 100; i++) {
                rig.arrive("e" + i, "do.it");
            }
            rig.drain();
            assertThat(rig.gauges.due()).isLessThan(30);
            assertThat(rig.gauges.delayed()).isGreaterThan(70);

            rig.ledger.comeBack();
            await().until(rig::flowing);
            await().until(() -> {
                rig.drain();
                return rig.gauges.due() + rig.gauges.delayed() == 0;
            });
            assertThat(rig.ledger.attempts()).hasSize(101);
        }
    }

    @Test
    void brokerThatDoesNotAnswerBurnsNoAttempt() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.brokerSilent = true;
            rig.arrive("e1", "do.publish");
            rig.drain();
            assertThat(rig.attempts("e1")).isEmpty();

            rig.brokerSilent = false;
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void eventIsDueEvenIfTheBrokersClockIsAhead() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arriveStamped("e1", "do.it", Rig.START.plusSeconds(60));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void batchThatDoesNotEndInTimeIsHalved() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.goAway();
            for (int i = 0; i < 400; i++) {
                rig.arrive("e" + i, "do.it");
            }
            rig.drain();
            int whole = rig.handled.size();
            rig.handled.clear();
            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();

            assertThat(whole).isEqualTo(400);
            assertThat(rig.handled).hasSize(250);
        }
    }
}
