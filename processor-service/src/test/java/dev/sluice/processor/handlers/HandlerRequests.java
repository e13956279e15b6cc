package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.ProviderPresets;
import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Projection;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.provider.Categories;
import dev.sluice.testing.EventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests to give to a handler, and what it answers put plainly. */
public final class HandlerRequests {
    public static final Instant CREATED = Instant.parse("2025-06-01T10:00:00Z");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private HandlerRequests() {}

    /** The vocabulary of the presets that come along. */
    public static Categories categories() {
        try {
            return ProviderPresets.categoriesIn(Map.of());
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A core event. */
    public static HandlerRequest of(String category, String body) {
        return of("generic", category, category, body);
    }

    public static HandlerRequest of(String provider, String type, String category, String body) {
        return of(event(provider, type).body(body).createdAt(CREATED), category, body);
    }

    /** An event of a type that the provider's preset maps. */
    static HandlerRequest made(String provider, String type, String body) {
        return of(provider, type, Vocabulary.CATEGORIES.of(provider, type), body);
    }

    /** Presets take a while to be read. */
    private static final class Vocabulary {
        static final Categories CATEGORIES = categories();
    }

    static EventBuilder event(String provider, String type) {
        return EventBuilder.event("shop", "evt_1").provider(provider).type(type).receivedAt(CREATED.plusSeconds(5));
    }

    public static HandlerRequest of(EventBuilder event, String category, String body) {
        try {
            return new HandlerRequest(
                    AttemptRunner.event(event.body(body).build()), category, JSON.readTree(body), 1, "key");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A core event at a later attempt.
     *
     * @param attempt from 1
     */
    public static HandlerRequest of(String category, String body, int attempt) {
        HandlerRequest first = of(category, body);
        return new HandlerRequest(first.event(), category, first.payload(), attempt, first.idempotencyKey());
    }

    /** Writes as {@code table.group id rank [values]}. */
    static List<String> writes(HandlerResult outcome) {
        return ((HandlerResult.Processed) outcome)
                .effects().stream()
                        .map(effect -> ((Effect.Project) effect).write())
                        .map(HandlerRequests::text)
                        .toList();
    }

    private static String text(Projection.Write write) {
        return write.projection().table() + "." + write.projection().group() + " " + write.id() + " " + write.rank()
                + " " + write.values();
    }
}
