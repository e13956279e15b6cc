package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.record.FailureCause;
import dev.sluice.route.Backoff;
import dev.sluice.route.Condition;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

            assertThat(rig.ledger.deadLetters(E1)).containsExactly("route_gone");
        }
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
