package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps payments, refunds and disputes. */
public final class ApplyPayments implements Handler {
    private static final Set<String> REFUNDS = Set.of(
            "payment.refunded",
            "payment.refund_updated",
            "payment.refund_failed",
            "payment.updated",
            "refund.created",
            "refund.updated",
            "refund.failed");
    private static final Set<String> DISPUTES =
            Set.of("payment.disputed", "dispute.created", "dispute.updated", "dispute.resolved");

    /** What it makes something of. */
    static final Set<String> CATEGORIES = Stream.of(
                    Arrays.stream(PaymentState.values()).map(PaymentState::category),
                    REFUNDS.stream(),
                    DISPUTES.stream())
            .flatMap(categories -> categories)
            .collect(toUnmodifiableSet());

    @Override
    public String name() {
        return "payments";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        String category = request.category();
        if (!CATEGORIES.contains(category)) {
            return new HandlerResult.Ignored(category + " says nothing of a payment");
        }
        Optional<PayloadForm> form = PayloadForm.of(request.event());
        if (form.isEmpty()) {
            return new HandlerResult.Ignored(PayloadForm.unreadable(request.event()));
        }
        List<PaymentFact> facts = read(PaymentReader.of(form.get()), request);
        if (facts.isEmpty()) {
            return new HandlerResult.Ignored("this " + category + " says nothing of a refund");
        }
        PaymentProjections projections = new PaymentProjections(new Guard(request, form.get()));
        List<Effect> writes = new ArrayList<>();
        facts.forEach(fact -> writes.addAll(projections.writes(fact)));
        return new HandlerResult.Processed(
                writes, category + " of " + facts.get(0).subject());
    }

    private static List<PaymentFact> read(PaymentReader reader, HandlerRequest request) throws PermanentException {
        Optional<PaymentState> state = PaymentState.announcedBy(request.category());
        if (state.isPresent()) {
            return List.of(reader.became(state.get(), request));
        }
        return REFUNDS.contains(request.category()) ? reader.refunds(request) : List.of(reader.disputed(request));
    }
}
