package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.Optional;

/** Keeps payments, refunds and disputes. */
public final class ApplyPayments implements Handler {
    @Override
    public String name() {
        return "payments";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        Optional<PaymentFact> fact = read(request.category(), request.payload());
        if (fact.isEmpty()) {
            return new HandlerResult.Ignored(request.category() + " says nothing of a payment");
        }
        return new HandlerResult.Processed(
                PaymentProjections.writes(request.event(), fact.get()),
                request.category() + " of " + fact.get().payment());
    }

    private static Optional<PaymentFact> read(String category, JsonNode payload) throws PermanentException {
        Optional<PaymentState> state = PaymentState.announcedBy(category);
        if (state.isPresent()) {
            return Optional.of(PaymentReader.of(payload).became(state.get(), payload));
        }
        return switch (category) {
            case "payment.refunded" -> Optional.of(PaymentReader.of(payload).refunded(payload));
            case "payment.disputed" -> Optional.of(PaymentReader.of(payload).disputed(payload));
            default -> Optional.empty();
        };
    }
}
