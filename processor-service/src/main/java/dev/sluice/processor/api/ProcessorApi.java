package dev.sluice.processor.api;

import dev.sluice.processor.ledger.ApiRequestTable;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.EventStory;
import dev.sluice.processor.ledger.JobControl;
import dev.sluice.processor.ledger.LedgerQueries;
import dev.sluice.processor.ledger.LedgerStats;
import dev.sluice.route.RouteHandlers;
import dev.sluice.route.RouteSources;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The API put together. */
public final class ProcessorApi {
    private ProcessorApi() {}

    /**
     * What the API asks of the processor about its routes.
     *
     * @param inForce those in force
     * @param paused whether a route is paused, by its name
     * @param handlers those that routes may name
     */
    public record Routes(Supplier<RouteSources.Reading> inForce, Predicate<String> paused, RouteHandlers handlers) {}

    /**
     * Makes its paths.
     *
     * @param queries what it asks of the ledger, and changes there
     * @param audit finds events to try routes with
     */
    public static ApiPaths of(
            ApiTokens tokens,
            LedgerQueries queries,
            AuditedEvents audit,
            Routes routes,
            PartitionSource partitions,
            Clock clock) {
        ListPages pages = new ListPages(queries);
        return new ApiPaths(
                tokens,
                new Idempotency(new ApiRequestTable(queries)),
                List.of(
                        new EventPaths(pages, new EventStory(queries)),
                        new LedgerPaths(pages, new LedgerStats(queries)),
                        new RoutePaths(routes.inForce(), routes.paused(), routes.handlers(), audit, clock),
                        new JobPaths(pages, new JobControl(queries), clock),
                        new PartitionPaths(partitions)));
    }
}
