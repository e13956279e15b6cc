package dev.sluice.processor.topology;

import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.outage.DrainBudget;
import java.time.Clock;

/** What the work queues of all tasks share; every part is thread-safe. */
public record WorkQueueParts(
        Routing routing,
        Attempts attempts,
        RouteBreakers breakers,
        Ledger ledger,
        DatabaseBreaker database,
        DrainBudget budget,
        DrainLimits limits,
        QueueGauges gauges,
        DrainListener listener,
        Clock clock) {}
