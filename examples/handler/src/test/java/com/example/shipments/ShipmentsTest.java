package com.example.shipments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler is a function, so its test needs neither Kafka nor Postgres. */
class ShipmentsTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

    private final Shipments shipments = new Shipments();

    @ParameterizedTest
    @ValueSource(strings = {"1200", "\"1200\""})
    void statusAndWeightAreWritten(String weight) throws Exception {
        HandlerResult result = shipments.handle(request(
                "shipment.delivered", "{\"data\":{\"object\":{\"id\":\"sh_1\",\"weight_grams\":" + weight + "}}}"));
        HandlerResult.Processed processed = assertInstanceOf(HandlerResult.Processed.class, result);
        assertEquals("shipment sh_1 is delivered", processed.result());
        Projection.Write write = assertInstanceOf(
                        Effect.Project.class, processed.effects().getFirst())
                .write();
        assertEquals("sh_1", write.id());
        assertEquals(CREATED, write.at());
        assertEquals(2, write.rank());
        assertEquals(List.of("delivered", 1200L), write.values());
    }

    @Test
    void otherTypesAreIgnored() throws Exception {
        assertInstanceOf(HandlerResult.Ignored.class, shipments.handle(request("carrier.closed", "{}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":{\"object\":{\"weight_grams\":1}}}",
                "{\"data\":{\"object\":{\"id\":\"sh_1\",\"weight_grams\":\"heavy\"}}}"
            })
    void whatNoLaterAttemptCanReadFailsForGood(String body) throws Exception {
        HandlerRequest request = request("shipment.created", body);
        assertThrows(PermanentException.class, () -> shipments.handle(request));
    }

    private static HandlerRequest request(String type, String body) throws JsonProcessingException {
        Event event = new Event(
                "carrier",
                "evt_1",
                "generic",
                type,
                Optional.empty(),
                Optional.of(CREATED),
                Optional.empty(),
                CREATED.plusSeconds(1),
                "application/json",
                "{}",
                body.getBytes(UTF_8));
        return new HandlerRequest(event, type, new ObjectMapper().readTree(body), 1, "carrier/evt_1/shipments");
    }
}
