package dev.sluice.processor.handlers;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import java.util.List;

/** Has no effect but the audit row. */
public final class RecordOnly implements Handler {
    @Override
    public String name() {
        return "audit";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        return new HandlerResult.Processed(List.of(), "recorded");
    }
}
