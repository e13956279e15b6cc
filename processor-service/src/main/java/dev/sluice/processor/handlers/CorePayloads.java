package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The core event: {@code data.object} is the payment; or a refund or dispute, which then names its {@code payment_id}. */
final class CorePayloads extends ObjectPayloads {
    CorePayloads() {
        super(MinorUnits.ISO);
    }

    @Override
    Fields object(JsonNode payload, String kind) {
        return Fields.at(payload, "data.object");
    }

    @Override
    public Optional<String> account(JsonNode payload) {
        return new Fields(payload, "").text("account");
    }

    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields payment = object(request.payload(), "");
        return List.of(new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                payment.requiredNumber("amount"),
                payment.number("amount_received"),
                payment.currency("currency"),
                payment.text("customer_id", "customer"),
                payment.text("failure_reason", "failure_code"),
                payment.time("created", "created_at"),
                Guard.tie(request)));
    }

    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        return refunded(request);
    }

    /**
     * A payment that says how much of it was refunded in all reports that sum; one that does not, says the amount of one refund.
     */
    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields object = object(request.payload(), "");
        String id = object.requiredText("id");
        Optional<String> payment = object.text("payment_id");
        Optional<BigDecimal> inAll = object.number("amount_refunded");
        if (payment.isEmpty() && inAll.isPresent()) {
            return List.of(new PaymentFact.RefundsReported(id, id, inAll.get(), object.currency("currency")));
        }
        Event event = request.event();
        boolean failed = request.category().endsWith("failed");
        String status = object.text("status").orElse(failed ? "failed" : "refunded");
        return List.of(new PaymentFact.Refunded(
                payment.orElse(id),
                payment.isPresent() ? id : object.text("refund_id").orElse(event.id()),
                object.requiredNumber("amount"),
                object.currency("currency"),
                status,
                failed ? RefundState.FAILED : RefundState.of(status),
                object.time("created", "created_at")
                        .or(() -> payment.isPresent()
                                ? Optional.empty()
                                : Optional.of(event.createdAt().orElse(event.receivedAt()))),
                Guard.tieOf(request, Map.of("status", "status"))));
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = object(request.payload(), "");
        String id = dispute.requiredText("id");
        Optional<String> payment = dispute.text("payment_id", "payment");
        // A payment that is disputed stands for its dispute; what is named a dispute is no payment.
        boolean isPayment = request.category().equals("payment.disputed");
        return List.of(new PaymentFact.Disputed(
                isPayment ? payment.or(() -> Optional.of(id)) : payment,
                id,
                isPayment ? Optional.of(dispute.requiredNumber("amount")) : dispute.number("amount"),
                dispute.currency("currency"),
                dispute.text("status").orElse(request.category().equals("dispute.resolved") ? "resolved" : "disputed"),
                dispute.text("reason"),
                isPayment ? Optional.empty() : dispute.time("created", "created_at"),
                Guard.tieOf(request, Map.of("status", "status", "reason", "reason"))));
    }
}
