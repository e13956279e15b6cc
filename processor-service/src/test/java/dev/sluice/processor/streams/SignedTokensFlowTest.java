package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.route.Priority;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.time.Duration;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** A token that was used before stops its second event, wherever that has been in between. */
class SignedTokensFlowTest {
    @Test
    void eventWithAUsedTokenIsADeadLetterAndPublishesNothing() throws Exception {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(signedBy("t", "e1", "do.publish"));
            rig.arrive(signedBy("t", "e2", "do.publish"));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 dead");
            assertThat(rig.written("payments-out"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.key()).isEqualTo("e1".getBytes(UTF_8)));
            TestRecord<byte[], byte[]> dead = rig.written(Topics.DEAD_LETTERS).getFirst();
            assertThat(RedeliveryRecords.read(dead.headers()).history())
                    .singleElement()
                    .satisfies(note -> assertThat(note.cause()).isEqualTo("token_reused"));
            assertThat(Rig.header(dead, "sluice_token")).isEqualTo("t");
        }
    }

    @Test
    void slowHandlerIsNotCalledForAUsedToken() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.arrive(signedBy("t", "e1", "do.work"));
            rig.arrive(signedBy("t", "e2", "do.work"));
            rig.awaitAttempt("e1");

            assertThat(rig.attempts("e1")).containsExactly("/slow/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/slow/1 dead");
            assertThat(rig.handled).containsExactly("e1");
        }
    }

    @Test
    void slowHandlerDoesNotOvertakeAnEarlierEvent() {
        try (Rig rig = new Rig(
                Rig.route("fast", "do.work", "obedient", Priority.NORMAL),
                Rig.route("slow", "do.nothing", "slow", Priority.NORMAL))) {
            rig.arrive(signedBy("t", "e1", "do.work"));
            rig.arrive(signedBy("t", "e2", "do.nothing"));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/fast/1 processed");
            assertThat(rig.attempts("e2")).containsExactly("/slow/1 dead");
            assertThat(rig.handled).containsExactly("e1");
        }
    }

    @Test
    void forgedCopyInTheSameRoundTakesNothingFromTheFirst() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(signedBy("t", "e1", "do.work"));
            rig.arrive(signedBy("t", "e1", "do.nothing"));
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void slowHandlerWaitsForADatabaseThatIsAway() {
        try (Rig rig = new Rig(Rig.route("slow", "do.*", "slow", Priority.NORMAL))) {
            rig.ledger.goAway();
            rig.arrive(signedBy("t", "e1", "do.work"));
            rig.drain();
            assertThat(rig.handled).isEmpty();

            rig.ledger.comeBack();
            await().until(rig::flowing);
            rig.awaitAttempt("e1");
            assertThat(rig.attempts("e1")).containsExactly("/slow/1 processed");
        }
    }

    @Test
    void retryOfAnEventKeepsItsToken() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(signedBy("t", "e1", "do.fail-once"));
            rig.drain();
            TestRecord<byte[], byte[]> retry = rig.written(Topics.RETRY).getFirst();
            rig.pass(Duration.ofMinutes(1));

            assertThat(Rig.header(retry, "sluice_token")).isEqualTo("t");
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 processed");
        }
    }

    @Test
    void tokenOfACopyThatWasOnlyCountedIsUsedUpToo() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(signedBy("t_1", "e1", "do.work"));
            rig.arrive(signedBy("t_2", "e1", "do.work"));
            rig.drain();

            rig.arrive(signedBy("t_2", "e2", "do.work"));
            rig.drain();

            assertThat(rig.attempts("e2")).containsExactly("/all/1 dead");
        }
    }

    private static WebhookEvent signedBy(String token, String id, String type) {
        WebhookEvent event = Rig.event(id, type);
        return EventBuilder.like(event).token(token).build();
    }
}
