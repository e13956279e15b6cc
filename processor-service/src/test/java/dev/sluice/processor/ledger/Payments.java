package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Writes to the payment projection. */
final class Payments {
    static final Projection STATUS =
            new Projection("payment", "status", List.of(new Projection.Column("status", "text")));

    static final Projection REFUND =
            new Projection("payment", "refund", List.of(new Projection.Column("refunded_amount", "numeric")));

    private Payments() {}

    static List<Effect> write(String id, int rank, String eventId) {
        return List.of(write(id, Samples.RECEIVED, rank, eventId, "r" + rank));
    }

    static Effect write(String id, Instant at, int rank, String eventId, String status) {
        return new Effect.Project(new Projection.Write(STATUS, "shop", id, at, rank, eventId, List.of(status)));
    }

    static Effect refund(String id, Instant at, int rank, String eventId, long amount) {
        return new Effect.Project(
                new Projection.Write(REFUND, "shop", id, at, rank, eventId, List.of(BigDecimal.valueOf(amount))));
    }
}
