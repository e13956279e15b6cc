package dev.sluice.processor.handlers.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import java.util.List;

/**
 * Fails as the payload asks: {@code rehearsal.fail_times} is how many attempts fail before one works, and
 * {@code rehearsal.poison} makes every attempt fail for good. It writes nothing.
 */
public final class RehearseFailure implements Handler {
    @Override
    public String name() {
        return "rehearsal";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws RetryableException, PermanentException {
        JsonNode wish = request.payload().path("rehearsal");
        if (wish.path("poison").asBoolean()) {
            throw new PermanentException("the payload asks for a failure that no retry mends");
        }
        int failures = wish.path("fail_times").asInt();
        if (request.attempt() <= failures) {
            throw new RetryableException("the payload asks for failure " + request.attempt() + " of " + failures);
        }
        return new HandlerResult.Processed(List.of(), "worked on attempt " + request.attempt());
    }
}
