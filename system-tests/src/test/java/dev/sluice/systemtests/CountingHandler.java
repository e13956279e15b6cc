package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Leaves a row for each effect in a table without a unique index, so that an effect that happens twice is seen. Fails as
 * often as the payload's {@code fail_times} says, for ever if it says {@code poison}.
 */
public final class CountingHandler implements Handler {
    /** Where it publishes to, if the payload says {@code publish}. */
    static final String PUBLISHED = "test-published";

    static final String TABLE = "CREATE TABLE test_effect (endpoint text, event_id text, attempt int)";

    @Override
    public String name() {
        return "count";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws RetryableException, PermanentException {
        JsonNode object = request.payload().path("data").path("object");
        if (object.path("poison").asBoolean()) {
            throw new PermanentException("poison, as the test wants it");
        }
        if (request.attempt() <= object.path("fail_times").asInt()) {
            throw new RetryableException("failing, as the test wants it");
        }
        String id = request.event().id();
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Sql(
                "INSERT INTO test_effect (endpoint, event_id, attempt) VALUES (?, ?, ?)",
                List.of(request.event().endpoint(), id, request.attempt())));
        if (object.path("publish").asBoolean()) {
            effects.add(new Effect.Publish(PUBLISHED, id, id.getBytes(UTF_8), Map.of()));
        }
        return new HandlerResult.Processed(effects, "counted");
    }
}
