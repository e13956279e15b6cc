package dev.sluice.processor.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Projection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests to give to a handler, and what it answers put plainly. */
public final class HandlerRequests {
    public static final Instant CREATED = Instant.parse("2025-06-01T10:00:00Z");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private HandlerRequests() {}

    public static HandlerRequest of(String type, String category, String body) {
        return of("evt_1", Optional.of(CREATED), type, category, body);
    }

    /** @param attempt from 1 */
    public static HandlerRequest of(String type, String body, int attempt) {
        return of("evt_1", Optional.of(CREATED), type, type, body, attempt);
    }

    static HandlerRequest of(String id, Optional<Instant> createdAt, String type, String category, String body) {
        return of(id, createdAt, type, category, body, 1);
    }

    private static HandlerRequest of(
            String id, Optional<Instant> createdAt, String type, String category, String body, int attempt) {
        Event event = new Event(
                "shop",
                id,
                "test",
                type,
                Optional.empty(),
                createdAt,
                Optional.empty(),
                CREATED.plusSeconds(5),
                "application/json",
                "{}",
                body.getBytes(UTF_8));
        try {
            return new HandlerRequest(event, category, JSON.readTree(body), attempt, "key");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
