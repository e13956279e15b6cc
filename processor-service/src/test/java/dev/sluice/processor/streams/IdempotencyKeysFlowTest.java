package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.route.Priority;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of events that share an idempotency key one is applied, wherever the others have been in between. */
class IdempotencyKeysFlowTest {
    @Test
    void secondEventPublishesNothing() throws Exception {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(keyed("e1", "do.publish"));
            rig.arrive(keyed("e2", "do.publish"));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 ignored");
            assertThat(rig.written("payments-out"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.key()).isEqualTo("e1".getBytes(UTF_8)));
        }
    }

    @Test
    void slowHandlerIsNotCalledForTheSecondEvent() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.arrive(keyed("e1", "do.work"));
            rig.arrive(keyed("e2", "do.work"));
            rig.awaitAttempt("e1");
            rig.awaitAttempt("e2");

            assertThat(rig.attempts("e1")).containsExactly("/slow/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/slow/1 ignored");
            assertThat(rig.handled).containsExactly("e1");
        }
    }

    @Test
    void retryKeepsTheKeyAndHasIt() throws Exception {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(keyed("e1", "do.fail-once"));
            rig.drain();
            assertThat(Rig.header(rig.written(Topics.RETRY).getFirst(), "sluice_idempotency_key"))
                    .isEqualTo("k");

            rig.arrive(keyed("e2", "do.fail-once"));
            rig.pass(Duration.ofMinutes(1));

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 processed");
        }
    }

    @Test
    void eventThatComesBackFromAnOutageStillHasItsKey() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.ledger.goAway();
            rig.arrive(keyed("e1", "do.work"));
            rig.drain();
            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.awaitAttempt("e1");

            rig.arrive(keyed("e2", "do.work"));
            rig.drain();

            assertThat(rig.attempts("e2")).containsExactly("/all/1 ignored");
        }
    }

    private static WebhookEvent keyed(String id, String type) {
        return EventBuilder.like(Rig.event(id, type)).idempotencyKey("k").build();
    }
}
