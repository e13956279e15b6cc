package dev.sluice.processor.streams;

import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.BlockingPermits;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.ledger.Ledger;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/**
 * What the processors of all tasks share; every part is thread-safe.
 *
 * @param executor runs handlers that do I/O of their own
 */
public record StreamParts(
        Routing routing,
        AttemptRunner attempts,
        RouteBreakers breakers,
        BlockingPermits permits,
        ExecutorService executor,
        Ledger ledger,
        ThreadBatches batches,
        HomePartition home,
        WaitingGauges gauges,
        Clock clock) {}
