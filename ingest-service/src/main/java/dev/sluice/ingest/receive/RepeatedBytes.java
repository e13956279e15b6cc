package dev.sluice.ingest.receive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.body.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices the same signed bytes under another event id, where the signature covers the body and not the id: whoever has
 * seen one such request can send it as many events. Raises an alarm and drops nothing, since equal bodies may be right;
 * remembers so much and no more, in this instance alone. Thread-safe.
 */
final class RepeatedBytes {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedBytes.class);

    private final Cache<String, String> ids;
    private final Consumer<String> alarm;

    /** @param alarm told the endpoint */
    RepeatedBytes(int remembered, Duration remembering, Consumer<String> alarm) {
        this.ids = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterWrite(remembering)
                .build();
        this.alarm = alarm;
    }

    void note(Endpoint endpoint, List<WebhookEvent> events) {
        if (endpoint.coverage().id() || !endpoint.coverage().body()) {
            return;
        }
        for (WebhookEvent event : events) {
            String bytes = endpoint.name() + " " + Sha256.hex(event.body());
            String first = ids.asMap().putIfAbsent(bytes, event.key().id());
            if (first != null && !first.equals(event.key().id())) {
                alarm.accept(endpoint.name());
                LOG.atWarn()
                        .addKeyValue("endpoint", endpoint.name())
                        .addKeyValue("event_id", event.key().id())
                        .addKeyValue("request_id", event.tracing().requestId().orElse(""))
                        .addKeyValue("cause", "repeated_bytes")
                        .log(
                                "the bytes of event {} came again under this id, which the signature does not cover",
                                first);
            }
        }
    }
}
