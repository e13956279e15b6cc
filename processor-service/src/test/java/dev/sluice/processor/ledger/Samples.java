package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.testing.EventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and attempts to give to a ledger. */
final class Samples {
    static final Instant RECEIVED = Instant.parse("2025-06-01T10:00:00.123Z");
    static final Duration BUDGET = Duration.ofSeconds(15);
    static final String COUNTING = "INSERT INTO test_effect (endpoint, event_id) VALUES (?, ?)";

    private Samples() {}

    static EventKey key(String id) {
        return new EventKey("shop", id);
    }

    static WebhookEvent event(String id) {
        return event(id, "{\"id\":\"%s\",\"type\":\"payment.succeeded\",\"livemode\":false}".formatted(id));
    }

    static WebhookEvent event(String id, String body) {
        return event(key(id), body.getBytes(UTF_8));
    }

    static WebhookEvent event(EventKey key, byte[] body) {
        return EventBuilder.event(key.endpoint(), key.id())
                .provider("stripe")
                .type("payment.succeeded")
                .subject("txn_1")
                .createdAt(RECEIVED.minusSeconds(1))
                .livemode(false)
                .receivedAt(RECEIVED)
                .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .request(new OriginalRequest("POST https://example.com/webhooks/shop", "{\"User-Agent\":\"test\"}"))
                .body(body)
                .build();
    }

    /** The event {@code id}, its body as given, the signature over {@code token} alone. */
    static WebhookEvent signedBy(String token, String id, String body) {
        return signedBy(token, event(id, body));
    }

    static WebhookEvent signedBy(String token, WebhookEvent event) {
        return EventBuilder.like(event).token(token).build();
    }

    /** A first attempt caused by the record at {@code offset}. */
    static Delivery delivery(WebhookEvent event, String route, long offset) {
        return delivery(event, route, "", 0, offset);
    }

    static Delivery delivery(WebhookEvent event, String route, String generation, int attempts, long offset) {
        Coordinates origin = new Coordinates("webhooks.events", 0, 7);
        Coordinates source = new Coordinates(attempts == 0 ? "webhooks.events" : "webhooks.retry", 0, offset);
        boolean fresh = attempts == 0 && generation.isEmpty();
        return new Delivery(
                event,
                event.document(),
                "payment.succeeded",
                route,
                generation,
                attempts,
                List.of(),
                origin,
                source,
                List.of(),
                fresh);
    }

    /** The same delivery of an event that all of {@code routes} took. */
    static Delivery routed(Delivery delivery, String... routes) {
        return new Delivery(
                delivery.event(),
                delivery.document(),
                delivery.category(),
                delivery.route(),
                delivery.generation(),
                delivery.attempts(),
                delivery.history(),
                delivery.origin(),
                delivery.source(),
                List.of(routes),
                delivery.fresh());
    }

    /** The same delivery after it has waited. */
    static Delivery waited(Delivery delivery) {
        return new Delivery(
                delivery.event(),
                delivery.document(),
                delivery.category(),
                delivery.route(),
                delivery.generation(),
                delivery.attempts(),
                delivery.history(),
                delivery.origin(),
                delivery.source(),
                delivery.routes(),
                false);
    }

    /** The same event, received at another time and created when the provider says so. */
    static WebhookEvent received(WebhookEvent event, Instant at, Optional<Instant> created) {
        return new WebhookEvent(
                event.key(),
                event.provider(),
                event.type(),
                event.subject(),
                created,
                event.livemode(),
                at,
                event.contentType(),
                event.documentPlace(),
                event.tracing(),
                event.request(),
                event.batch(),
                event.token(),
                event.idempotencyKey(),
                event.body(),
                List.of());
    }

    static Attempt ended(Delivery delivery, AttemptOutcome outcome) {
        return new Attempt(delivery, outcome, RECEIVED.plusSeconds(delivery.attempt()), Duration.ofNanos(1_500_000));
    }

    /** The same attempt with what its refused data were made of. */
    static Attempt withOutcome(Attempt attempted, AttemptOutcome outcome) {
        return new Attempt(attempted.delivery(), outcome, attempted.at(), attempted.took());
    }

    /** Processed with one effect that a test can count. */
    static Attempt processed(Delivery delivery) {
        return ended(
                delivery,
                new AttemptOutcome.Processed(List.of(counted(delivery.event().key())), "counted"));
    }

    static Attempt retry(Delivery delivery) {
        return ended(
                delivery,
                new AttemptOutcome.Retry(RECEIVED.plusSeconds(60), FailureCause.RETRYABLE, failure("try later")));
    }

    static Attempt dead(Delivery delivery) {
        return ended(delivery, new AttemptOutcome.Dead(FailureCause.PERMANENT, failure("no amount")));
    }

    static Redelivery.Failure failure(String message) {
        return new Redelivery.Failure("dev.sluice.handler.RetryableException", message, "at Handler.handle");
    }

    static Effect counted(EventKey key) {
        return new Effect.Sql(COUNTING, List.of(key.endpoint(), key.id()));
    }

    static Effect published(String value) {
        return new Effect.Publish("payments", "key", value.getBytes(UTF_8), Map.of("a", "b"));
    }

    static List<BatchEntry> batch(BatchEntry... entries) {
        return List.of(entries);
    }

    static List<BatchEntry> batch(List<? extends BatchEntry> entries) {
        return List.copyOf(entries);
    }
}
