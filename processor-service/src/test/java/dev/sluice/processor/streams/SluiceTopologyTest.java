package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.route.Filter;
import dev.sluice.route.FilterPlace;
import dev.sluice.route.Operator;
import dev.sluice.route.Priority;
import dev.sluice.route.Route;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SluiceTopologyTest {
    private static final EventKey E1 = new EventKey("shop", "e1");

    @Test
    void firstCopyIsAppliedAndLaterCopiesAreCounted() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            rig.drain();
            rig.arrive("e1", "do.it");
            rig.arrive("e1", "do.it");
            rig.drain();

            assertThat(rig.ledger.effects(E1)).isEqualTo(1);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.ledger.event(E1).orElseThrow().duplicates()).isEqualTo(2);
        }
    }

    @Test
    void copyIsRecognisedForTheWholeWindowWheneverItBegins() {
        try (Rig rig = new Rig(Rig.all())) {
            Duration window = Duration.ofDays(3);
            for (int hour = 0; hour < 36; hour += 5) {
                String id = "e" + hour;
                rig.arrive(id, "do.it");
                rig.pass(window.minusMinutes(1));
                rig.arrive(id, "do.it");
                rig.pass(Duration.ofHours(5));

                assertThat(rig.handled).filteredOn(id::equals).hasSize(1);
                assertThat(rig.ledger
                                .event(new EventKey("shop", id))
                                .orElseThrow()
                                .duplicates())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void copiesInOneBatchAreAppliedOnce() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.it");
            rig.arrive("e1", "do.it");
            rig.drain();

            assertThat(rig.ledger.effects(E1)).isEqualTo(1);
            assertThat(rig.ledger.event(E1).orElseThrow().duplicates()).isEqualTo(1);
        }
    }

    @Test
    void eventThatNoRouteTakesIsIgnored() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "something.else");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("//1 ignored");
        }
    }

    @Test
    void eachMatchingRouteEndsOnItsOwn() {
        try (Rig rig = new Rig(Rig.all(), Rig.route("other", "*", "obedient", Priority.LOW))) {
            rig.arrive("e1", "do.it");
            rig.pass(Duration.ofMillis(200));

            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed", "/other/1 processed");
        }
    }

    @Test
    void failedAttemptComesBackWhenItIsDue() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail-once");
            rig.drain();
            List<TestRecord<byte[], byte[]>> retries = rig.written(Topics.RETRY);
            assertThat(retries).hasSize(1);
            assertThat(Rig.header(retries.get(0), "sluice_attempt")).isEqualTo("1");

            rig.pass(Duration.ofMillis(1900));
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
            assertThat(rig.gauges.retries()).isEqualTo(1);

            rig.pass(Duration.ofMillis(200));
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 processed");
            assertThat(rig.ledger.effects(E1)).isEqualTo(1);
        }
    }

    @Test
    void eventIsDeadLetteredWithItsHistoryAfterItsLastAttempt() throws UndecodableRecordException {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            for (int i = 0; i < 2; i++) {
                rig.pass(Duration.ofMinutes(1));
            }

            assertThat(rig.written(Topics.RETRY)).hasSize(2);
            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry", "/all/3 dead");
            TestRecord<byte[], byte[]> dead = rig.written(Topics.DEAD_LETTERS).get(0);
            assertThat(dead.value()).isEqualTo(Rig.event("e1", "do.fail").body());
            assertThat(RedeliveryRecords.read(dead.headers()).history()).hasSize(3);
            assertThat(RedeliveryRecords.read(dead.headers()).origin().topic()).isEqualTo(Topics.EVENTS);
        }
    }

    @Test
    void eventWithAsManyHeadersAsAreTakenIsRetriedLikeAnyOther() {
        WebhookEvent event = EventBuilder.like(Rig.event("e1", "do.fail"))
                .request(new OriginalRequest(
                        "/", "{\"X\":\"" + "x".repeat(TopicPlan.RECORD_OVERHEAD / 2 - 500) + "\"}"))
                .build();
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(event);
            rig.drain();
            for (int i = 0; i < 2; i++) {
                rig.pass(Duration.ofMinutes(1));
            }

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry", "/all/2 retry", "/all/3 dead");
            assertThat(rig.ledger.unreadable()).isEmpty();
        }
    }

    @Test
    void permanentFailureIsDeadLetteredAtOnce() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.die");
            rig.drain();

            assertThat(rig.written(Topics.RETRY)).isEmpty();
            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
            assertThat(rig.ledger.deadLetters(E1)).containsExactly("permanent");
        }
    }

    @Test
    void bugInAHandlerIsAnAttemptAndHurtsNoOtherEvent() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.throw");
            rig.arrive("e2", "do.it");
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/all/1 retry");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 processed");
        }
    }

    @Test
    void retryOfARouteThatStaysGoneIsDeadLettered() {
        List<TestRecord<byte[], byte[]>> retries;
        try (Rig before = new Rig(Rig.all())) {
            before.arrive("e1", "do.fail");
            before.drain();
            retries = before.written(Topics.RETRY);
        }
        try (Rig after = new Rig()) {
            retries.forEach(after::arriveOnRetry);
            for (int i = 0; i < 4; i++) {
                after.pass(Duration.ofMinutes(1));
            }

            assertThat(after.ledger.deadLetters(E1)).containsExactly("route_gone");
        }
    }

    @Test
    void publicationsGoOutOnlyToTopicsThatTakeThem() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.publish");
            rig.topics.put("nowhere", new PublicationTopics.State.Forbidden());
            rig.arrive("e2", "do.publish-nowhere");
            rig.drain();

            TestRecord<byte[], byte[]> published = rig.written("payments-out").get(0);
            assertThat(published.value()).isEqualTo("out".getBytes(UTF_8));
            assertThat(Rig.header(published, "a")).isEqualTo("b");
            assertThat(rig.attempts("e2")).containsExactly("/all/1 retry");
        }
    }

    @Test
    void recordThatIsNoEventBecomesADeadLetterNamedByItsPlace() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arriveRaw("not an event".getBytes(UTF_8));
            rig.drain();

            TestRecord<byte[], byte[]> dead = rig.written(Topics.DEAD_LETTERS).get(0);
            assertThat(new String(dead.key(), UTF_8)).isEqualTo("webhooks.events-0-0");
            assertThat(dead.value()).isEqualTo("not an event".getBytes(UTF_8));
            assertThat(rig.ledger.unreadable()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sluice_attempt, 2147483647",
        "sluice_attempt, -2147483648",
        "sluice_due, 4070908800000",
        "sluice_due, 9223372036854775807",
        "sluice_due, -9223372036854775808",
        "sluice_due, -1",
        "sluice_history, {",
        "sluice_history, '[{\"at\": \"later\"}]'",
        "sluice_source, webhooks.events-0--1",
        "sluice_source, webhooks.events-2147483648-0",
        "sluice_source, webhooks.events-0-9223372036854775808",
        "sluice_routes, [",
        "sluice_batch, '-1,2,x'",
        "sluice_batch, '2,2,x'",
        "sluice_batch, '1,2'",
        "sluice_token, ''",
        "sluice_document, elsewhere",
        "sluice_duplicates, -1",
        "sluice_duplicates, 9223372036854775807",
        "__streams.errors.partition, -1",
        "__streams.errors.offset, -1",
        "ce_receivedat, yesterday",
        "ce_time, +1000000001-01-01T00:00:00Z",
        "ce_livemode, perhaps",
        "ce_type, ''",
        "ce_provider, ''",
        "ce_id, ''",
        "ce_endpoint, ''"
    })
    void redeliveryOutOfRangeIsADeadLetterAndNotARetry(String header, String value) {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            TestRecord<byte[], byte[]> retry = rig.written(Topics.RETRY).get(0);
            retry.headers().remove(header).add(header, value.getBytes(UTF_8));

            rig.arriveOnRetry(retry);
            rig.drain();

            assertThat(rig.ledger.unreadable()).hasSize(1);
            assertThat(rig.ledger.unreadable().get(0).reason()).isNotEmpty();
            assertThat(rig.gauges.retries()).isEqualTo(1);
        }
    }

    @Test
    void headersOfOthersGoWithTheRetryAndTheDeadLetter() {
        WebhookEvent event = Rig.event("e1", "do.fail");
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive(event, new RecordHeader("x-tenant", "t1".getBytes(UTF_8)));
            rig.drain();
            assertThat(Rig.header(rig.written(Topics.RETRY).get(0), "x-tenant")).isEqualTo("t1");
            for (int i = 0; i < 2; i++) {
                rig.pass(Duration.ofMinutes(1));
            }

            assertThat(Rig.header(rig.written(Topics.DEAD_LETTERS).get(0), "x-tenant"))
                    .isEqualTo("t1");
        }
    }

    @Test
    void recordOnAnotherPartitionThanItsEventsGoesThereAsItIs() {
        try (Rig rig = new Rig(Rig.all())) {
            // Of two partitions e3's is the one that the driver has, and e1's the other.
            rig.home.partitions(2);
            rig.arrive("e3", "do.it");
            rig.arrive("e1", "do.it");
            rig.arrive("e1", "do.it");
            assertThat(rig.handled).containsExactly("e3");
            rig.home.partitions(1);
            rig.drain();

            List<TestRecord<byte[], byte[]>> passedOn = rig.written(Topics.RETRY);
            assertThat(passedOn)
                    .extracting(record -> Rig.header(record, "sluice_source"))
                    .containsExactly("webhooks.events-0-1", "webhooks.events-0-2");
            assertThat(passedOn)
                    .extracting(record -> Rig.header(record, "sluice_attempt"))
                    .containsOnly("0");
            rig.drain();
            assertThat(rig.handled).containsExactly("e3", "e1", "e1");
            assertThat(rig.attempts("e1")).containsExactly("/all/1 processed");
            assertThat(rig.ledger.event(E1).orElseThrow().duplicates()).isEqualTo(1);
        }
    }

    @Test
    void publicationThatItsTopicWouldRefuseIsDeadLettered() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.publish-too-much");
            rig.drain();

            assertThat(rig.ledger.deadLetters(E1)).containsExactly("permanent");
            assertThat(rig.written("payments-out")).isEmpty();
        }
    }

    @Test
    void numberBeyondAnyOfJavasReachesItsEndOnARouteWithAFilter() {
        Route filtered = Rig.route(
                "filtered",
                new Filter(FilterPlace.field("id"), Operator.NOT_EXISTS, List.of()),
                "obedient",
                Priority.NORMAL,
                Rig.THREE_ATTEMPTS);
        try (Rig rig = new Rig(filtered)) {
            WebhookEvent plain = Rig.event("e1", "do.it");
            rig.arrive(EventBuilder.like(plain)
                    .body("{\"id\":\"e1\",\"n\":1e2147483648}")
                    .build());
            rig.drain();

            assertThat(rig.attempts("e1")).containsExactly("/filtered/1 processed");
        }
    }
}
