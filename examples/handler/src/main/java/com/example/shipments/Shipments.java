package com.example.shipments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import dev.sluice.handler.Projection.Column;
import java.time.Instant;
import java.util.List;

/**
 * Keeps a row per shipment in the table {@code shipment} (shipment.sql), as a carrier's events tell of it. Events may come in any order:
 * the newest wins, and of two of the same second the one that is further on its way.
 */
public final class Shipments implements Handler {
    private static final Projection SHIPMENT = new Projection(
            "shipment", "status", List.of(new Column("status", "text"), new Column("weight_grams", "bigint")));

    /** The statuses of a shipment in their order, which are the ends of the types {@code shipment.created} and so on. */
    private static final List<String> STATUSES = List.of("created", "in_transit", "delivered");

    private static final String TYPES = "shipment.";

    @Override
    public String name() {
        return "shipments";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        Event event = request.event();
        String status = event.type().startsWith(TYPES) ? event.type().substring(TYPES.length()) : "";
        int rank = STATUSES.indexOf(status);
        if (rank < 0) {
            return new HandlerResult.Ignored("says nothing of a shipment's status: " + event.type());
        }
        JsonNode shipment = request.payload().path("data").path("object");
        String id = shipment.path("id").asText();
        if (id.isEmpty()) {
            throw new PermanentException("data.object.id is missing");
        }
        Instant at = event.createdAt().orElse(event.receivedAt());
        Projection.Write write = new Projection.Write(
                SHIPMENT, event.endpoint(), id, at, rank, event.id(), List.of(status, grams(shipment)));
        return new HandlerResult.Processed(List.of(new Effect.Project(write)), "shipment " + id + " is " + status);
    }

    /** Some carriers write the weight as a number, and some as text. */
    private static long grams(JsonNode shipment) throws PermanentException {
        JsonNode weight = shipment.path("weight_grams");
        if (weight.isIntegralNumber()
                || weight.isTextual() && weight.textValue().matches("[0-9]{1,9}")) {
            return weight.asLong();
        }
        throw new PermanentException("data.object.weight_grams is no whole number");
    }
}
