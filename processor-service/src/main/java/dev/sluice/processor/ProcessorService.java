package dev.sluice.processor;

import dev.sluice.metrics.BoundedLabel;
import dev.sluice.metrics.ProcessMeters;
import dev.sluice.processor.api.ApiPaths;
import dev.sluice.processor.api.ProcessorApi;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.BlockingPermits;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.HandlerTimeouts;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.health.Health;
import dev.sluice.processor.health.ManagementServer;
import dev.sluice.processor.job.JobRunner;
import dev.sluice.processor.ledger.ActionTable;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.DryRun;
import dev.sluice.processor.ledger.InstanceTable;
import dev.sluice.processor.ledger.JobPlanTable;
import dev.sluice.processor.ledger.JobTable;
import dev.sluice.processor.ledger.JobUnitTable;
import dev.sluice.processor.ledger.LedgerAddress;
import dev.sluice.processor.ledger.LedgerPool;
import dev.sluice.processor.ledger.LedgerQueries;
import dev.sluice.processor.ledger.LedgerRules;
import dev.sluice.processor.ledger.LedgerSchema;
import dev.sluice.processor.ledger.MaskedFieldTable;
import dev.sluice.processor.ledger.OpenDeadLetters;
import dev.sluice.processor.ledger.Partitions;
import dev.sluice.processor.ledger.PostgresLedger;
import dev.sluice.processor.ledger.PostgresRejectionLog;
import dev.sluice.processor.ledger.Retention;
import dev.sluice.processor.ledger.UnfinishedEvents;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.rejection.RejectionConsumer;
import dev.sluice.processor.rejection.RejectionSink;
import dev.sluice.processor.streams.BatchLimits;
import dev.sluice.processor.streams.FlushingClients;
import dev.sluice.processor.streams.HomePartition;
import dev.sluice.processor.streams.SluiceTopology;
import dev.sluice.processor.streams.StreamParts;
import dev.sluice.processor.streams.ThreadBatches;
import dev.sluice.processor.streams.WaitingGauges;
import dev.sluice.schedule.Schedule;
import dev.sluice.topic.Changelogs;
import dev.sluice.topic.TopicCreation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processor service put together, in the order an event meets its parts. */
public final class ProcessorService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessorService.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(5);
    private static final int BLOCKING_HANDLERS_PER_ROUTE = 32;

    /** Whoever writes to the topics may name endpoints that don't exist. */
    private static final int MOST_ENDPOINTS = 500;

    private final ProcessorSettings settings;
    private final LedgerAddress address;
    private final Admin admin;
    private final ProcessMeters processMeters;
    private final LedgerPool pool;
    private final DatabaseBreaker database;
    private final HandlerTimeouts timeouts = new HandlerTimeouts();
    private final ExecutorService blockingHandlers = Executors.newVirtualThreadPerTaskExecutor();
    private final KafkaStreams streams;
    private final StreamsFlow flow;
    private final BrokerTopics topics;
    private final HomePartition home = new HomePartition();
    private final Backlog backlog;
    private final StateDirectory stateDirectory;
    private final LiveRoutes routes;
    private final LostRecords losses;
    private final OpenDeadLetters deadLetters;
    private final UnfinishedEvents unfinished;
    private final PostgresRejectionLog rejectionLog;
    private final RejectionSink rejections;
    private final JobRunner jobs;
    private final LedgerPool questions;
    private final Maintenance maintenance = new Maintenance();
    private final Schedule topicWatch = new Schedule("topic-watch");
    private final ManagementServer management;

    public ProcessorService(ProcessorSettings settings, HandlerCatalog handlers) {
        this(settings, handlers, FlushingClients::new);
    }

    /** @param clients makes the Kafka clients of the stream threads */
    public ProcessorService(
            ProcessorSettings settings, HandlerCatalog handlers, Function<ThreadBatches, KafkaClientSupplier> clients) {
        this.settings = settings;
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new BoundedLabel("endpoint", MOST_ENDPOINTS));
        processMeters = new ProcessMeters(registry);
        address = new LedgerAddress(settings.postgresUrl(), settings.postgresUser(), settings.postgresPassword());
        pool = new LedgerPool(address, settings.streamThreads());
        pool.watch(registry);
        losses = new LostRecords(new ActionTable(pool));
        ProcessorMetrics metrics = new ProcessorMetrics(registry, losses, clock);
        WaitingGauges waiting = new WaitingGauges();
        admin = TopicCreation.admin(settings.kafka(), "sluice-processor-admin");
        topics = new BrokerTopics(admin, settings.kafka(), settings.topics(), new Changelogs(settings.applicationId()));

        Routing routing = new Routing(
                settings.routes().routes(), handlers, settings.routes().categories());
        PublishableTopics publications = new PublishableTopics(
                admin, settings.applicationId(), settings.topics().maxRecord(), clock);
        AttemptRunner attempts = new AttemptRunner(routing, publications, timeouts, clock, threadLocalRandom());

        LedgerRules rules = new LedgerRules(settings.lateDuplicates(), settings.storeJson());
        PostgresLedger ledger = new PostgresLedger(pool, rules, clock);
        deadLetters = new OpenDeadLetters(pool);
        unfinished = new UnfinishedEvents(pool);
        LedgerMetrics.show(registry, unfinished, deadLetters);
        database = new DatabaseBreaker(ledger::reachable);
        RouteBreakers breakers = new RouteBreakers(routing::breaker, clock);
        ThreadBatches batches = new ThreadBatches(
                ledger,
                attempts,
                publications,
                database,
                breakers,
                BatchLimits.DEFAULT,
                new OutcomeLog(new DeliveryMetrics(metrics, registry, clock), System::nanoTime),
                clock);
        BlockingPermits permits = new BlockingPermits(BLOCKING_HANDLERS_PER_ROUTE);

        SluiceTopology topology = new SluiceTopology(
                new StreamParts(
                        routing, attempts, breakers, permits, blockingHandlers, ledger, batches, home, waiting, clock),
                settings.topics(),
                settings.deduplicationWindow());
        stateDirectory = new StateDirectory(settings.stateDirectory(), clock);
        String instanceId = InstanceId.of(settings.instanceId(), settings.stateDirectory());
        streams =
                new KafkaStreams(topology.build(), StreamsProperties.of(settings, instanceId), clients.apply(batches));
        StreamsMetrics.show(streams, registry);
        flow = new StreamsFlow(streams, batches.deaths(), clock, metrics::threadDied);
        backlog = new Backlog(admin, settings.kafka(), batches.positions()::all, clock);
        metrics.gauges(
                waiting,
                deadLetters::last,
                backlog,
                () -> database.closed() ? 1 : 0,
                () -> permits.running() + timeouts.stuck());

        metrics.routes(settings.routes().names(), breakers::isPaused);
        routes = new LiveRoutes(
                settings.routeSources(),
                settings.routes(),
                changed -> {
                    routing.replace(changed.routes(), changed.categories());
                    metrics.routes(changed.names(), breakers::isPaused);
                    metrics.routesReloaded(true);
                },
                () -> metrics.routesReloaded(false),
                new InstanceTable(pool, instanceId));
        metrics.watch(routes);

        rejectionLog = new PostgresRejectionLog(pool, clock);
        rejections = new RejectionSink(
                () -> RejectionConsumer.of(settings.kafka(), settings.applicationId()),
                rejectionLog,
                metrics::unreadableRejection);

        JobTable jobTable = new JobTable(pool, instanceId);
        jobs = new JobRunner(
                jobTable,
                new JobUnitTable(pool, jobTable),
                new JobPlanTable(pool, jobTable),
                new AuditedEvents(pool, rules, clock),
                routing,
                attempts,
                new DryRun(pool),
                admin,
                settings.kafka(),
                settings.topics(),
                settings.applicationId(),
                clock);

        questions = new LedgerPool(address, 0);
        ApiPaths api = ProcessorApi.of(
                settings.tokens(),
                new LedgerQueries(questions),
                new AuditedEvents(questions, rules, clock),
                new ProcessorApi.Routes(routes::inForce, breakers::isPaused, handlers),
                new GroupPositions(admin, settings.applicationId()),
                clock);
        management = new ManagementServer(settings.bind(), settings.port(), this::health, registry, api::addTo);
    }

    private Health health() {
        List<String> wrong = new ArrayList<>();
        topics.refusal().ifPresent(wrong::add);
        losses.last().ifPresent(wrong::add);
        wrong.addAll(backlog.held());
        if (timeouts.stuck() > 0) {
            wrong.add(
                    "a handler does not end when it is interrupted, and holds up its stream thread; the log says where");
        }
        switch (routes.state()) {
            case "mistaken" ->
                wrong.add("routes.yaml has mistakes, and the routes of before go on; the log names each with its line");
            case "differ" -> wrong.add("other instances have other routes; give all of them the same routes.yaml");
            default -> {}
        }
        return new Health(
                flow.alive(),
                flow.running() && timeouts.stuck() == 0 && topics.refusal().isEmpty(),
                database.closed(),
                losses.last().isEmpty(),
                backlog.records(),
                backlog.oldest().toSeconds(),
                routes.state(),
                routes.version(),
                wrong);
    }

    /** Listens at once, and processes as soon as database and broker are there. */
    public void start() throws InterruptedException {
        LOG.info("health, metrics and API on port {}", management.port());
        LedgerSchema.migrateWhenReachable(address);
        Clock clock = Clock.systemUTC();
        maintenance.start(
                new Partitions(pool, settings.partitions(), settings.retention(), clock),
                new Retention(pool, settings.retention(), clock),
                deadLetters,
                unfinished,
                losses,
                rejectionLog,
                stateDirectory,
                routes,
                new MaskedFieldTable(pool, settings.maskedFields()));
        int partitions = topics.awaitFit();
        home.partitions(partitions);
        database.control(flow);
        if (stateDirectory.isOlderThan(SluiceTopology.TOMBSTONES)) {
            LOG.warn(
                    "the state in {} is older than the changelogs' tombstones; it is deleted and rebuilt",
                    settings.stateDirectory());
            streams.cleanUp();
        } else if (!stateDirectory.isFor(partitions) && stateDirectory.hasStores()) {
            LOG.info(
                    "the state in {} was not made for {} partitions; it is rebuilt",
                    settings.stateDirectory(),
                    partitions);
            streams.cleanUp();
        }
        stateDirectory.makeFor(partitions);
        streams.start();
        topicWatch.every(WATCH_EVERY, WATCH_EVERY, topics::look);
        topicWatch.every(WATCH_EVERY, WATCH_EVERY, backlog::measure);
        rejections.start();
        jobs.start();
        routes.watch();
        LOG.info("started");
    }

    /**
     * Returns once it can't go on with the topics as they are: somebody has given them more partitions. What is to be done has been said;
     * this is to be closed, and another one started.
     */
    public void awaitUnfit() throws InterruptedException {
        topics.awaitUnfit();
    }

    /** The port for health, metrics and the API. */
    public int port() {
        return management.port();
    }

    @Override
    public void close() {
        LOG.info("stopping");
        routes.close();
        database.close();
        jobs.close();
        rejections.close();
        streams.close(STOP_TIMEOUT);
        blockingHandlers.shutdownNow();
        timeouts.close();
        maintenance.close();
        topicWatch.close();
        backlog.close();
        questions.close();
        pool.close();
        admin.close(Duration.ZERO);
        management.close();
        processMeters.close();
        LOG.info("stopped");
    }

    private static RandomGenerator threadLocalRandom() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
