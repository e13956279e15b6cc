package dev.sluice.processor;

import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.health.ManagementServer;
import dev.sluice.processor.ledger.EventPartitions;
import dev.sluice.processor.ledger.LedgerAddress;
import dev.sluice.processor.ledger.LedgerPool;
import dev.sluice.processor.ledger.LedgerSchema;
import dev.sluice.processor.ledger.OpenDeadLetters;
import dev.sluice.processor.ledger.PostgresLedger;
import dev.sluice.processor.ledger.PostgresRejectionLog;
import dev.sluice.processor.outage.BudgetedClients;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.outage.DrainBudget;
import dev.sluice.processor.rejection.KeepRejections;
import dev.sluice.processor.rejection.RejectionConsumer;
import dev.sluice.processor.topology.DrainLimits;
import dev.sluice.processor.topology.QueueGauges;
import dev.sluice.processor.topology.SluiceTopology;
import dev.sluice.processor.topology.WorkQueueParts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processor service put together, in the order an event meets its parts. */
public final class ProcessorService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessorService.class);
    private static final Duration DATABASE_TIME_PER_COMMIT = Duration.ofSeconds(15);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final int SLOW_HANDLERS_AT_ONCE = 64;

    private final ProcessorSettings settings;
    private final LedgerAddress address;
    private final Admin admin;
    private final LedgerPool pool;
    private final DatabaseBreaker database;
    private final ExecutorService slowHandlers = Executors.newVirtualThreadPerTaskExecutor();
    private final KafkaStreams streams;
    private final StreamsFlow flow;
    private final OpenDeadLetters deadLetters;
    private final PostgresRejectionLog rejectionLog;
    private final KeepRejections rejections;
    private final Upkeep upkeep = new Upkeep();
    private final ManagementServer management;

    public ProcessorService(ProcessorSettings settings, HandlerCatalog handlers) {
        this(settings, handlers, BudgetedClients::new);
    }

    /** @param clients makes the Kafka clients of the stream threads */
    public ProcessorService(
            ProcessorSettings settings, HandlerCatalog handlers, Function<DrainBudget, KafkaClientSupplier> clients) {
        this.settings = settings;
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ProcessorMetrics metrics = new ProcessorMetrics(registry, clock);
        QueueGauges queues = new QueueGauges();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap()));

        Routing routing = new Routing(settings.routes(), handlers, settings.categories());
        Attempts attempts = new Attempts(
                routing, new PublishableTopics(admin, settings.topics().maxRecord()), clock, threadLocalRandom());

        address = new LedgerAddress(settings.postgresUrl(), settings.postgresUser(), settings.postgresPassword());
        pool = new LedgerPool(address, settings.streamThreads());
        PostgresLedger ledger = new PostgresLedger(pool);
        deadLetters = new OpenDeadLetters(pool);
        database = new DatabaseBreaker(ledger::reachable);
        DrainBudget budget = new DrainBudget(DATABASE_TIME_PER_COMMIT);

        SluiceTopology topology = new SluiceTopology(
                new WorkQueueParts(
                        routing,
                        attempts,
                        new RouteBreakers(),
                        ledger,
                        database,
                        budget,
                        DrainLimits.DEFAULT,
                        queues,
                        metrics,
                        clock),
                slowHandlers,
                new Semaphore(SLOW_HANDLERS_AT_ONCE),
                settings.topics(),
                settings.deduplicationWindow());
        String instanceId = InstanceId.of(settings.instanceId(), settings.stateDirectory());
        streams = new KafkaStreams(topology.build(), StreamsProperties.of(settings, instanceId), clients.apply(budget));
        streams.setUncaughtExceptionHandler(error -> {
            LOG.error("a stream thread failed and is replaced", error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        flow = new StreamsFlow(streams);
        metrics.gauges(queues, deadLetters::last, flow::lag, () -> database.closed() ? 1 : 0);

        rejectionLog = new PostgresRejectionLog(pool, clock);
        rejections = new KeepRejections(
                () -> RejectionConsumer.of(settings.bootstrap(), settings.applicationId()),
                rejectionLog,
                metrics::unreadableRejection);

        management = new ManagementServer(
                settings.bind(),
                settings.port(),
                new ManagementServer.Checks(flow::alive, flow::running, database::closed),
                registry);
    }

    /** Listens at once, and processes as soon as database and broker are there. */
    public void start() throws InterruptedException {
        LOG.info("health and metrics on port {}", management.port());
        LedgerSchema.migrateWhenReachable(address);
        upkeep.start(new EventPartitions(pool, Clock.systemUTC()), deadLetters, rejectionLog);
        BrokerTopics.prepareWhenReachable(
                admin, settings.topics(), SluiceTopology.changelogs(settings.applicationId()));
        database.control(flow);
        streams.start();
        rejections.start();
        LOG.info("started");
    }

    /** The port for health and metrics. */
    public int port() {
        return management.port();
    }

    @Override
    public void close() {
        LOG.info("stopping");
        database.close();
        rejections.close();
        streams.close(STOP_TIMEOUT);
        slowHandlers.shutdownNow();
        upkeep.close();
        pool.close();
        admin.close(Duration.ZERO);
        management.close();
        LOG.info("stopped");
    }

    private static RandomGenerator threadLocalRandom() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
