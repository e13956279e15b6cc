package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.route.Backoff;
import dev.sluice.route.Condition;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Routes that do nothing, that come and go, and that say how a failure is tried again. */
class ChangedRoutesTest {
    private static final EventKey E1 = new EventKey("shop", "e1");

    @Test
    void routeThatIgnoresSaysWhyInTheRow() {
        try (Rig rig = new Rig(Rig.route("drop", "do.*", "ignore", Priority.NORMAL))) {
            rig.arrive("e1", "do.it");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/drop/1 ignored");
            assertThat(rig.ledger.event(E1).orElseThrow().result()).hasValue("as the test wants it");
            assertThat(rig.handled).isEmpty();
        }
    }

    @Test
    void addedRouteTakesTheNextEvent() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "other.kind");
            rig.reload(Rig.all(), Rig.route("others", "other.*", "obedient", Priority.NORMAL));
            rig.arrive("e2", "other.kind");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("//1 ignored");
            assertThat(rig.attempts("e2")).containsExactly("/others/1 processed");
        }
    }

    @Test
    void changedRouteDecidesOverWhatWaits() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.reload(Rig.route("all", "do.*", "ignore", Priority.NORMAL));
            rig.pass(Duration.ofSeconds(3));

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 ignored");
        }
    }

    @Test
    void deliveriesOfARouteThatIsGoneWaitForItAndThenDie() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.reload();
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry");

            rig.pass(Duration.ofMinutes(1));
            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.ledger.deadLetters(E1)).isEmpty();

            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.ledger.deadLetters(E1)).containsExactly("route_gone");
        }
    }

    @Test
    void routeThatWasGoneForAWhileHasAllItsAttempts() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.reload();
            rig.pass(Duration.ofSeconds(3));
            rig.pass(Duration.ofMinutes(1));
            rig.reload(Rig.all());
            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.attempts("e1")).contains("/all/4 retry");

            rig.pass(Duration.ofMinutes(1));
            assertThat(rig.attempts("e1")).contains("/all/5 dead");
            assertThat(rig.ledger.deadLetters(E1)).containsExactly("retryable");
        }
    }

    @Test
    void crashBetweenTheTwoCommitsLosesNothingOfARouteThatIsRemoved() {
        Route kept = Rig.route("kept", "do.*", "obedient", Priority.NORMAL);
        try (Rig rig = new Rig(Rig.all(), kept)) {
            rig.arrive("e1", "do.fail");
            rig.arrive("e2", "do.publish");
            rig.arrive("e3", "do.die");
            rig.flushAndCrash();
            rig.reload(kept);
            rig.arrive("e1", "do.fail");
            rig.arrive("e2", "do.publish");
            rig.arrive("e3", "do.die");
            rig.commit();

            assertThat(routes(rig.written(Topics.RETRY))).containsExactlyInAnyOrder("all", "kept");
            assertThat(rig.written("payments-out")).hasSize(2);
            assertThat(routes(rig.written(Topics.DEAD_LETTERS))).containsExactlyInAnyOrder("all", "kept");
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/kept/1 retry");
            rig.pass(Duration.ofSeconds(3));
            assertThat(rig.attempts("e1")).contains("/all/2 retry");
        }
    }

    @Test
    void crashBetweenTheTwoCommitsLosesNothingWhenAllRoutesAreRemoved() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.flushAndCrash();
            rig.reload();
            rig.arrive("e1", "do.fail");
            rig.commit();

            assertThat(routes(rig.written(Topics.RETRY))).containsExactly("all");
            assertThat(rig.attempts("e1")).containsExactly("//1 ignored", "/all/1 retry");
        }
    }

    @Test
    void crashBetweenTheTwoCommitsLosesNothingWhenAnotherRouteTakesTheEvent() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.flushAndCrash();
            rig.reload(
                    Rig.route("first", "do.*", "ignore", Priority.NORMAL),
                    Rig.route("second", "do.*", "obedient", Priority.NORMAL));
            rig.arrive("e1", "do.fail");
            rig.commit();

            assertThat(routes(rig.written(Topics.RETRY))).containsExactlyInAnyOrder("all", "second");
        }
    }

    @Test
    void crashBetweenTheTwoCommitsLosesNothingWhenTheOtherRouteHasToWait() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.flushAndCrash();
            rig.reload(Rig.route("calls", "do.*", "slow", Priority.NORMAL));
            rig.arrive("e1", "do.fail");
            rig.commit();
            rig.drainUntil(() -> rig.attempts("e1").size() == 2);

            assertThat(routes(rig.written(Topics.RETRY))).containsExactlyInAnyOrder("all", "calls");
        }
    }

    @Test
    void crashBetweenTheTwoCommitsLosesNoFurtherRetryOfARouteThatIsRemoved() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.commit();
            TestRecord<byte[], byte[]> retry = rig.written(Topics.RETRY).getFirst();
            rig.passWithoutPoll(Duration.ofSeconds(3));
            rig.flushAndCrash();
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry");
            assertThat(rig.written(Topics.RETRY)).isEmpty();
            rig.reload();
            rig.arriveOnRetry(retry);
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry");
            assertThat(routes(rig.written(Topics.RETRY))).containsExactly("all");
        }
    }

    @Test
    void batchThatWasParkedAfterTheCrashLosesNothingOfARouteThatIsRemoved() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.flushAndCrash();
            rig.reload(Rig.route("other", "do.*", "ignore", Priority.NORMAL));
            rig.ledger.goAway();
            rig.arrive("e1", "do.fail");
            rig.commit();
            assertThat(routes(rig.written(Topics.RETRY))).containsExactly("other");

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.drain();
            assertThat(routes(rig.written(Topics.RETRY))).containsExactly("all");
        }
    }

    /** A replay that names no route, as others may send it. */
    @Test
    void crashBetweenTheTwoCommitsLosesNothingOfAReplay() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arriveOnRetry(replay());
            rig.passWithoutPoll(Duration.ofMillis(20));
            rig.flushAndCrash();
            assertThat(rig.attempts("e1")).containsExactly("replay-1/all/1 retry");
            rig.reload(Rig.route("other", "do.*", "ignore", Priority.NORMAL));
            rig.arriveOnRetry(replay());
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("replay-1/all/1 retry", "replay-1/other/1 ignored");
            assertThat(routes(rig.written(Topics.RETRY))).containsExactly("all");
        }
    }

    private static TestRecord<byte[], byte[]> replay() {
        WebhookEvent event = Rig.event("e1", "do.fail");
        Redelivery redelivery = new Redelivery(
                Optional.empty(),
                "replay-1",
                0,
                Rig.START,
                List.of(),
                new Coordinates(Topics.EVENTS, 0, 7),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new TestRecord<>(
                EventRecords.key(event), event.body(), RedeliveryRecords.headers(event, redelivery), Rig.START);
    }

    private static List<String> routes(List<TestRecord<byte[], byte[]>> redeliveries) {
        return redeliveries.stream()
                .map(each -> Rig.header(each, "sluice_route"))
                .toList();
    }

    @Test
    void routeOfASlowCallMayGoWhileItRuns() {
        try (Rig rig = new Rig(Rig.route("calls", "do.*", "slow", Priority.NORMAL))) {
            rig.arrive("e1", "do.wait");
            rig.drainUntil(() -> rig.handled.contains("e1"));
            rig.reload();
            rig.pass(Duration.ofSeconds(6));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/calls/1 retry");
        }
    }

    @Test
    void listedDelaysAreWaited() {
        try (Rig rig = new Rig(retrying(new RetryPolicy(
                new Backoff.Listed(List.of(Duration.ofSeconds(1), Duration.ofMinutes(5))),
                3,
                0,
                Set.of(FailureCause.RETRYABLE))))) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.pass(Duration.ofSeconds(2));
            assertThat(rig.attempts("e1")).hasSize(2);

            rig.pass(Duration.ofMinutes(4));
            assertThat(rig.attempts("e1")).hasSize(2);

            rig.pass(Duration.ofMinutes(2));
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry", "/all/3 dead");
        }
    }

    @Test
    void causeThatIsNotNamedIsNotTriedAgain() {
        try (Rig rig = new Rig(retrying(new RetryPolicy(
                new Backoff.Listed(List.of(Duration.ofSeconds(1))),
                3,
                0,
                Set.of(FailureCause.RETRYABLE, FailureCause.TIMEOUT))))) {
            rig.arrive("e1", "do.throw");
            rig.arrive("e2", "do.fail");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 dead");
            assertThat(rig.ledger.deadLetters(E1)).containsExactly("bug");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 retry");
        }
    }

    private static Route retrying(RetryPolicy policy) {
        return Rig.route("all", Condition.All.EVERYTHING, "obedient", Priority.NORMAL, policy);
    }
}
