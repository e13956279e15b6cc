package dev.sluice.processor;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.RoutesFile;
import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.health.ManagementServer;
import dev.sluice.processor.ledger.PostgresLedger;
import dev.sluice.processor.outage.BudgetedClients;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.outage.DrainBudget;
import dev.sluice.processor.topology.DrainLimits;
import dev.sluice.processor.topology.QueueGauges;
import dev.sluice.processor.topology.SluiceTopology;
import dev.sluice.processor.topology.WorkQueueParts;
import dev.sluice.provider.ProviderPresets;
import dev.sluice.topic.TopicCreation;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;

/** The processor service put together, in the order an event meets its parts. */
public final class ProcessorService implements AutoCloseable {
    private static final Duration DATABASE_TIME_PER_COMMIT = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int SLOW_HANDLERS_AT_ONCE = 64;

    private final Admin admin;
    private final PostgresLedger ledger;
    private final DatabaseBreaker database;
    private final ExecutorService slowHandlers = Executors.newVirtualThreadPerTaskExecutor();
    private final KafkaStreams streams;
    private final ManagementServer management;
}
