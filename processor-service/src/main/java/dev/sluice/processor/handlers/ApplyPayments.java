package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps payments, refunds and disputes. */
public final class ApplyPayments extends ApplyObjects {
    private static final String UPDATED = "payment.updated";
    private static final Set<String> REFUNDS = Set.of(
            "payment.refunded",
            "payment.refund_updated",
            "payment.refund_failed",
            "refund.created",
            "refund.updated",
            "refund.failed");
    private static final Set<String> DISPUTES =
            Set.of("payment.disputed", "dispute.created", "dispute.updated", "dispute.resolved");

    /** The categories that it makes something of. */
    static final Set<String> CATEGORIES = Stream.of(
                    Arrays.stream(PaymentState.values()).map(PaymentState::category),
                    Stream.of(UPDATED),
                    REFUNDS.stream(),
                    DISPUTES.stream())
            .flatMap(categories -> categories)
            .collect(toUnmodifiableSet());

    public ApplyPayments() {
        super("payments", CATEGORIES, "a payment");
    }

    @Override
    List<Effect> writes(PayloadReader reader, HandlerRequest request, Guard guard) throws PermanentException {
        PaymentProjections projections = new PaymentProjections(guard);
        List<Effect> writes = new ArrayList<>();
        read(reader, request).forEach(fact -> writes.addAll(projections.writes(fact)));
        return writes;
    }

    private static List<PaymentFact> read(PayloadReader reader, HandlerRequest request) throws PermanentException {
        String category = request.category();
        Optional<PaymentState> state = PaymentState.announcedBy(category);
        if (state.isPresent()) {
            return reader.became(state.get(), request);
        }
        if (category.equals(UPDATED)) {
            return reader.updated(request);
        }
        return REFUNDS.contains(category) ? reader.refunded(request) : reader.disputed(request);
    }
}
