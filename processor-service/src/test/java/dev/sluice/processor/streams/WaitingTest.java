package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.route.Priority;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits in the store, for whom, and what goes on meanwhile. */
class WaitingTest {
    private static final EventKey E1 = new EventKey("shop", "e1");
    /** Deliveries of a slow handler; more for whoever wants to see that their number does not matter. */
    private static final int BACKLOG = Integer.getInteger("sluice.waiting.deliveries", 2_000);

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
            assertThat(rig.gauges.waiting()).isZero();
        }
    }

    @Test
    void eventWhoseOnlyRouteWaitsIsProcessingUntilItIsAttempted() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.arrive("e1", "do.wait");
            rig.drain();
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processing");

            rig.slowAnswer.countDown();
            rig.awaitAttempt("e1");
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processed");
        }
    }

    @Test
    void eventIsProcessingWhileOneOfItsRoutesHasNotBeenAttempted() {
        try (Rig rig = new Rig(
                Rig.route("slow", "do.*", "slow", Priority.NORMAL),
                Rig.route("fast", "do.*", "obedient", Priority.LOW))) {
            rig.slowAnswer.countDown();
            rig.arrive("e1", "do.it");
            rig.poll();
            assertThat(rig.attempts("e1")).containsExactly("/fast/1 processed");
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processing");

            rig.drainUntil(() -> rig.attempts("e1").size() == 2);
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processed");
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
    void routeWhoseTableIsAwayWaitsUncountedAndIsTriedWithOneDelivery() {
        try (Rig rig = new Rig(
                Rig.route("all", "do.it", "obedient", Priority.NORMAL),
                Rig.route("other", "do.publish", "obedient", Priority.NORMAL))) {
            rig.ledger.tableOf("all", true);
            rig.arrive("e1", "do.it");
            rig.poll();
            for (int i = 2; i < 100; i++) {
                rig.arrive("e" + i, "do.it");
            }
            rig.arrive("o1", "do.publish");
            rig.poll();
            assertThat(rig.attempts("o1")).containsExactly("/other/1 processed");
            assertThat(rig.ledger.postponements()).isEqualTo(1);

            rig.pass(RouteBreakers.PAUSE.plusSeconds(1));
            rig.pass(RouteBreakers.PAUSE.plusSeconds(1));
            assertThat(rig.ledger.postponements()).isEqualTo(3);
            assertThat(rig.ledger.event(E1).orElseThrow().status()).isEqualTo("processing");

            rig.ledger.tableOf("all", false);
            rig.pass(RouteBreakers.PAUSE.plusSeconds(1));
            rig.drainUntil(() -> rig.gauges.waiting() == 0);
            for (int i = 1; i < 100; i++) {
                assertThat(rig.attempts("e" + i)).containsExactly("/all/1 processed");
            }
        }
    }

    @Test
    void backlogOfASlowRouteStopsNoOther() {
        try (Rig rig = new Rig(
                Rig.route("slow", "do.wait", "slow", Priority.HIGH),
                Rig.route("other", "do.nothing", "slow", Priority.NORMAL),
                Rig.route("all", "do.it", "obedient", Priority.NORMAL))) {
            for (int i = 0; i < BACKLOG; i++) {
                rig.arrive("slow" + i, "do.wait");
            }
            rig.drain();
            assertThat(rig.gauges.waiting()).isEqualTo(BACKLOG);

            rig.arrive("e1", "do.it");
            rig.arrive("e2", "do.nothing");
            rig.awaitAttempt("e2");
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/other/1 ignored");
            assertThat(rig.handled).filteredOn(id -> id.startsWith("slow")).hasSize(10);
        }
    }

    @Test
    void deliveryOfASlowHandlerThatWasRecordedBeforeIsNotCalledAgain() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.slowAnswer.countDown();
            rig.arrive("e1", "do.it");
            rig.awaitAttempt("e1");
            rig.handled.clear();

            rig.restart();
            rig.arrive("e1", "do.it");
            rig.drain();
            rig.drain();

            assertThat(rig.handled).isEmpty();
            assertThat(rig.ledger.effects(E1)).isEqualTo(1);
        }
    }

    @Test
    void lowDeliveriesStandBackForOthersAndAreNotStarved() {
        try (Rig rig = new Rig(
                Rig.route("low", "do.low", "obedient", Priority.LOW),
                Rig.route("normal", "do.it", "obedient", Priority.NORMAL))) {
            for (int i = 0; i < 30; i++) {
                rig.arrive("n" + i, "do.it");
                rig.arrive("low" + i, "do.low");
            }
            assertThat(rig.handled).hasSize(30).allMatch(id -> id.startsWith("n"));

            rig.drain();
            assertThat(rig.handled.subList(30, rig.handled.size())).containsExactly("low0", "low1", "low2");

            rig.pass(Duration.ofMillis(100));
            rig.drain();
            assertThat(rig.handled).hasSize(60);
            assertThat(rig.gauges.waiting()).isZero();
        }
    }

    @Test
    void lowDeliveryIsAttemptedAtOnceWhenThereIsNothingElse() {
        try (Rig rig = new Rig(Rig.route("low", "do.low", "obedient", Priority.LOW))) {
            rig.arrive("e1", "do.low");

            assertThat(rig.handled).containsExactly("e1");
        }
    }

    @Test
    void highPriorityIsTakenFromTheStoreBeforeTheOthers() {
        try (Rig rig = new Rig(
                Rig.route("a-normal", "do.it", "obedient", Priority.NORMAL),
                Rig.route("b-high", "do.high", "obedient", Priority.HIGH))) {
            rig.breakDatabase();
            rig.arrive("e1", "do.it");
            rig.arrive("e2", "do.high");
            assertThat(rig.handled).doesNotContain("e1", "e2");

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();
            assertThat(rig.handled).filteredOn(id -> !id.equals("breaking")).containsExactly("e2", "e1");
        }
    }

    @Test
    void routeWhoseTopicDoesNotExistWaitsAndHoldsUpNoOther() {
        try (Rig rig = new Rig(
                Rig.route("publish", "do.publish-nowhere", "obedient", Priority.NORMAL),
                Rig.route("all", "do.it", "obedient", Priority.NORMAL))) {
            for (int i = 0; i < 50; i++) {
                rig.arrive("p" + i, "do.publish-nowhere");
            }
            rig.arrive("e1", "do.it");
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("p0")).isEmpty();
            assertThat(rig.handled).filteredOn(id -> id.startsWith("p")).hasSize(1);

            rig.topics.put("nowhere", new PublicationTopics.State.Open(10_000));
            rig.pass(Duration.ofSeconds(11));
            rig.drain();
            assertThat(rig.written("nowhere")).hasSize(50);
            assertThat(rig.attempts("p49")).containsExactly("/publish/1 processed");
        }
    }

    @Test
    void publicationToATopicThatNeverCanExistIsDeadLettered() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.topics.put("nowhere", new PublicationTopics.State.Unusable("no topic can have this name"));
            rig.arrive("e1", "do.publish-nowhere");
            rig.drain();

            assertThat(rig.ledger.deadLetters(E1)).containsExactly("permanent");
        }
    }

    @Test
    void brokerThatDoesNotAnswerBurnsNoAttempt() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.topics.put("payments-out", new PublicationTopics.State.Unknown("the test silenced it"));
            rig.arrive("e1", "do.publish");
            rig.drain();
            assertThat(rig.attempts("e1")).isEmpty();

            rig.topics.put("payments-out", new PublicationTopics.State.Open(10_000));
            rig.pass(Duration.ofSeconds(11));
            rig.drain();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void eventIsDueEvenIfTheBrokersClockIsAhead() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.slowAnswer.countDown();
            rig.arriveStamped("e1", "do.it", Rig.START.plusSeconds(60));
            rig.awaitAttempt("e1");

            assertThat(rig.attempts("e1")).containsExactly("/slow/1 processed");
        }
    }

    @Test
    void waitingDeliveryOfAnotherVersionBecomesADeadLetterWithItsBytes() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.spoilWaiting(new byte[] {99, 1, 2});
            rig.pass(Duration.ofMinutes(1));
            rig.arrive("e2", "do.it");
            rig.drain();

            assertThat(rig.written(Topics.DEAD_LETTERS))
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.value()).containsExactly(99, 1, 2));
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
            assertThat(rig.gauges.retries()).isZero();
        }
    }

    @Test
    void idleTaskHasNoAlarm() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            rig.arrive("e2", "do.fail-once");
            rig.drain();
            assertThat(rig.pollTimeout()).isLessThanOrEqualTo(Duration.ofMillis(2100));

            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.pollTimeout()).isEqualTo(Duration.ofHours(1));
            assertThat(rig.attempts("e2")).hasSize(2);
        }
    }

    @Test
    void retriesComeInTheOrderInWhichTheyAreDue() {
        try (Rig rig = new Rig(Rig.all())) {
            for (String id : List.of("e1", "e2", "e3")) {
                rig.arrive(id, "do.fail-once");
                rig.poll();
                rig.pass(Duration.ofMillis(100));
            }
            rig.handled.clear();
            rig.pass(Duration.ofSeconds(5));

            assertThat(rig.handled).containsExactly("e1", "e2", "e3");
        }
    }
}
