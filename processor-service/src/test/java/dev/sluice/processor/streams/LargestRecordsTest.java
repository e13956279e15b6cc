package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import dev.sluice.route.Attribute;
import dev.sluice.route.AttributeCondition;
import dev.sluice.route.EventPattern;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever is made of the largest record that comes in fits the topic that it goes to: the rig's producer refuses it otherwise. */
class LargestRecordsTest {
    private static final int ATTEMPTS = 25;

    @Test
    void retriesAndDeadLetterFitWithTheLongestHistory() {
        RetryPolicy patient =
                new RetryPolicy(RetryPolicy.Strategy.LINEAR, Duration.ofSeconds(1), Duration.ofMinutes(1), ATTEMPTS, 0);
        Route route = Rig.route(
                "r".repeat(100),
                new AttributeCondition(Attribute.EVENTS, List.of(new EventPattern("do.*"))),
                "obedient",
                Priority.NORMAL,
                patient);
        try (Rig rig = new Rig(route)) {
            rig.arrive(largest("e1", "do.fail-at-length"));
            rig.drain();
            for (int i = 1; i < ATTEMPTS; i++) {
                rig.pass(Duration.ofMinutes(2));
            }

            assertThat(rig.attempts("e1"))
                    .hasSize(ATTEMPTS)
                    .filteredOn(attempt -> attempt.endsWith("dead"))
                    .hasSize(1);
            assertThat(rig.written(Topics.RETRY)).hasSize(ATTEMPTS - 1);
            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
            assertThat(rig.ledger.unreadable()).isEmpty();
        }
    }

    @Test
    void deliveryThatManyRoutesTakeFits() {
        Route[] routes = new Route[1000];
        Arrays.setAll(routes, i -> Rig.route("r".repeat(96) + i, "do.*", "obedient", Priority.NORMAL));
        try (Rig rig = new Rig(routes)) {
            rig.arrive(EventBuilder.like(largest("e1", "do.fail-at-length"))
                    .body("{}")
                    .build());
            rig.drain();
            rig.pass(Duration.ofSeconds(3));
            rig.drainUntil(() -> rig.attempts("e1").size() >= 2 * routes.length);

            assertThat(rig.ledger.unreadable()).isEmpty();
        }
    }

    @Test
    void whatIsParkedOrPassedOnFits() {
        try (Rig rig = new Rig(Rig.all())) {
            // Of two partitions e1's is not the one that the driver has.
            rig.home.partitions(2);
            rig.arrive(largest("e1", "do.it"));
            rig.home.partitions(1);
            rig.arrive(largest("e2", "do.it"));
            rig.ledger.goAway();
            rig.commit();

            assertThat(rig.written(Topics.RETRY)).hasSize(2);
        }
    }

    @Test
    void recordThatIsNoEventFitsParkedAndAsADeadLetter() {
        Headers headers = new RecordHeaders();
        // Six bytes each, where the dead letter shows them in JSON.
        headers.add("x-controls", "\u0001".repeat(30 * 1024).getBytes(UTF_8));
        EventRecords.headers(Rig.event("e1", "do.it")).forEach(headers::add);
        headers.remove("sluice_document");
        // The reason names it.
        headers.add("sluice_document", "x".repeat(100 * 1024).getBytes(UTF_8));
        try (Rig rig = new Rig(Rig.all())) {
            rig.arriveRaw(new byte[Rig.PLAN.maxBody()], headers);
            rig.ledger.goAway();
            rig.commit();
            assertThat(rig.written(Topics.RETRY)).hasSize(1);
        }
        try (Rig rig = new Rig(Rig.all())) {
            rig.arriveRaw(new byte[Rig.PLAN.maxBody() + TopicPlan.RECORD_OVERHEAD / 4], headers);
            rig.commit();
            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
        }
    }

    @Test
    void waitingDeliveryThatCanNotBeReadFitsAsADeadLetter() {
        try (Rig rig = new Rig(Rig.all())) {
            rig.arrive("e1", "do.fail");
            rig.drain();
            rig.spoilWaiting(new byte[Rig.PLAN.maxRecord()]);
            rig.pass(Duration.ofMinutes(1));

            assertThat(rig.written(Topics.DEAD_LETTERS)).hasSize(1);
        }
    }

    /** As large as it may be, with as much in its headers as is taken. */
    private static WebhookEvent largest(String id, String type) {
        WebhookEvent plain = Rig.event(id, type);
        return EventBuilder.like(plain)
                .request(new OriginalRequest(
                        "/", "{\"X\":\"" + "x".repeat(TopicPlan.RECORD_OVERHEAD / 2 - 500) + "\"}"))
                .body("{" + " ".repeat(Rig.PLAN.maxBody() - 2) + "}")
                .build();
    }
}
