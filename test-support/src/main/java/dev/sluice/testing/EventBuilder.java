package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes events for tests, which say only what matters to them. Not thread-safe. */
public final class EventBuilder {
    private EventKey key;
    private String provider = "generic";
    private String type = "test.created";
    private Optional<String> subject = Optional.empty();
    private Optional<Instant> createdAt = Optional.empty();
    private Optional<Boolean> livemode = Optional.empty();
    private Instant receivedAt = Instant.EPOCH;
    private String contentType = "application/json";
    private DocumentPlace documentPlace = DocumentPlace.JSON;
    private Tracing tracing = Tracing.NONE;
    private OriginalRequest request;
    private Optional<BatchItem> batch = Optional.empty();
    private Optional<String> token = Optional.empty();
    private Optional<String> idempotencyKey = Optional.empty();
    private byte[] body = "{}".getBytes(UTF_8);

    private EventBuilder(EventKey key) {
        this.key = key;
        this.request = new OriginalRequest("POST https://example.com/webhooks/" + key.endpoint(), "{}");
    }

    /** An event of provider {@code generic}, received at the epoch, whose body is an empty JSON object. */
    public static EventBuilder event(String endpoint, String id) {
        return new EventBuilder(new EventKey(endpoint, id));
    }

    /** An event that is another's like but for what is said next. */
    public static EventBuilder like(WebhookEvent event) {
        EventBuilder builder = new EventBuilder(event.key());
        builder.provider = event.provider();
        builder.type = event.type();
        builder.subject = event.subject();
        builder.createdAt = event.createdAt();
        builder.livemode = event.livemode();
        builder.receivedAt = event.receivedAt();
        builder.contentType = event.contentType();
        builder.documentPlace = event.documentPlace();
        builder.tracing = event.tracing();
        builder.request = event.request();
        builder.batch = event.batch();
        builder.token = event.token();
        builder.idempotencyKey = event.idempotencyKey();
        builder.body = event.body();
        return builder;
    }

    public EventBuilder key(EventKey of) {
        this.key = of;
        return this;
    }

    public EventBuilder provider(String name) {
        this.provider = name;
        return this;
    }

    public EventBuilder type(String name) {
        this.type = name;
        return this;
    }

    public EventBuilder subject(String id) {
        this.subject = Optional.of(id);
        return this;
    }

    public EventBuilder createdAt(Instant at) {
        this.createdAt = Optional.of(at);
        return this;
    }

    public EventBuilder livemode(boolean live) {
        this.livemode = Optional.of(live);
        return this;
    }

    public EventBuilder receivedAt(Instant at) {
        this.receivedAt = at;
        return this;
    }

    public EventBuilder contentType(String of) {
        this.contentType = of;
        return this;
    }

    public EventBuilder documentPlace(DocumentPlace of) {
        this.documentPlace = of;
        return this;
    }

    public EventBuilder traceparent(String of) {
        this.tracing = new Tracing(tracing.requestId(), Optional.of(of));
        return this;
    }

    public EventBuilder requestId(String of) {
        this.tracing = new Tracing(Optional.of(of), tracing.traceparent());
        return this;
    }

    public EventBuilder request(OriginalRequest of) {
        this.request = of;
        return this;
    }

    public EventBuilder token(String of) {
        this.token = Optional.of(of);
        return this;
    }

    public EventBuilder idempotencyKey(String of) {
        this.idempotencyKey = Optional.of(of);
        return this;
    }

    public EventBuilder body(String json) {
        return body(json.getBytes(UTF_8));
    }

    public EventBuilder body(byte[] bytes) {
        this.body = bytes;
        return this;
    }

    public WebhookEvent build() {
        return new WebhookEvent(
                key,
                provider,
                type,
                subject,
                createdAt,
                livemode,
                receivedAt,
                contentType,
                documentPlace,
                tracing,
                request,
                batch,
                token,
                idempotencyKey,
                body,
                List.of());
    }
}
