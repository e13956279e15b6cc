package dev.sluice.processor.handlers;

import dev.sluice.handler.Delivery;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Outcome;
import java.util.List;

/** Has no effect but the audit row. */
public final class RecordOnly implements Handler {
    @Override
    public String name() {
        return "audit";
    }

    @Override
    public Outcome handle(Delivery delivery) {
        return new Outcome.Processed(List.of(), "recorded");
    }
}
