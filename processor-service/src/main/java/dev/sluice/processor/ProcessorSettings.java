package dev.sluice.processor;

import dev.sluice.config.ConfigurationException;
import dev.sluice.processor.api.ApiTokens;
import dev.sluice.processor.ledger.MaskedField;
import dev.sluice.processor.ledger.PartitionPeriod;
import dev.sluice.route.RouteHandlers;
import dev.sluice.route.RouteSources;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The settings of the processor service, as read from the environment. */
public record ProcessorSettings(
        KafkaAddress kafka,
        TopicPlan topics,
        String bind,
        int port,
        ApiTokens tokens,
        RouteSources routeSources,
        RouteSources.Reading routes,
        String postgresUrl,
        String postgresUser,
        String postgresPassword,
        Path stateDirectory,
        String instanceId,
        String applicationId,
        int streamThreads,
        Duration deduplicationWindow,
        Duration lateDuplicates,
        boolean storeJson,
        PartitionPeriod partitions,
        Duration retention,
        List<MaskedField> maskedFields) {

    private static final Setting<String> ROUTES =
            Setting.text("SLUICE_ROUTES", "routes.yaml", "File with the routes; taken up when it changes.");
    private static final Setting<String> HANDLERS =
            Setting.text("SLUICE_HANDLERS", "", "Directory of jars with handlers of your own; empty for none.");
    private static final Setting<Integer> PORT = Setting.number(
            "SLUICE_PROCESSOR_PORT", 8081, 0, 65535, "Port for health, metrics and the API; 0 takes a free one.");
    private static final Setting<List<ApiTokens.Entry>> READ_TOKENS = Setting.secret(
            "SLUICE_READ_TOKENS",
            "Bearer tokens that may look at the API, separated by commas, each at least 16 characters: TOKEN, or NAME:TOKEN to"
                    + " tell who did what.",
            ApiTokens::parse);
    private static final Setting<List<ApiTokens.Entry>> OPERATE_TOKENS = Setting.secret(
            "SLUICE_OPERATE_TOKENS",
            "The same for tokens that may also read bodies, and plan, start and stop jobs; SLUICE_ADMIN_TOKEN may everything.",
            ApiTokens::parse);
    private static final Setting<String> POSTGRES_URL =
            Setting.text("SLUICE_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:5432/sluice", "JDBC URL of the database.");
    private static final Setting<String> POSTGRES_USER =
            Setting.text("SLUICE_POSTGRES_USER", "sluice", "Database user; owns the schema.");
    private static final Setting<String> POSTGRES_PASSWORD =
            Setting.secret("SLUICE_POSTGRES_PASSWORD", "The user's password.", text -> text);
    private static final Setting<String> STATE_DIR = Setting.text(
            "SLUICE_STATE_DIR", "state", "Directory for the state stores; keep it over restarts for a quick recovery.");
    private static final Setting<String> INSTANCE_ID = Setting.text(
            "SLUICE_INSTANCE_ID",
            "",
            "Name of this instance, unique among those that run; generated and kept in the state directory when empty.");
    private static final Setting<String> APPLICATION_ID = Setting.text(
            "SLUICE_APPLICATION_ID",
            "sluice-processor",
            "Kafka Streams application id: consumer group and prefix of the changelogs.");
    private static final Setting<Integer> STREAM_THREADS =
            Setting.number("SLUICE_STREAM_THREADS", 2, 1, 64, "Stream threads; more than partitions are idle.");
    private static final Setting<Duration> DEDUPLICATION_WINDOW = Setting.duration(
            "SLUICE_DEDUPLICATION_WINDOW",
            "3d",
            "How long repeats are recognised without asking the database; beyond it the claims recognise them.");

    private static final Setting<Duration> LATE_DUPLICATES = Setting.duration(
            "SLUICE_LATE_DUPLICATES",
            "35d",
            "How long after its first copy a repeat is recognised where the provider gives no time of creation; elsewhere"
                    + " always.");
    private static final Setting<Boolean> STORE_JSON = Setting.flag(
            "SLUICE_STORE_JSON",
            true,
            "Whether bodies that are JSON are kept as jsonb beside the bytes; without, the function payload(body) makes it.");
    private static final Setting<PartitionPeriod> PARTITIONS = new Setting<>(
            "SLUICE_LEDGER_PARTITIONS",
            "month",
            "Time that a partition of the events and attempts holds: month, or day for more than some ten million a month.",
            PartitionPeriod::parse);
    private static final Setting<Duration> RETENTION = Setting.duration(
                    "SLUICE_LEDGER_RETENTION",
                    "400d",
                    "How long events, attempts, closed dead letters, used tokens and idempotency keys are kept; partitions are dropped whole.")
            .where(kept -> kept.compareTo(Duration.ofDays(1)) >= 0, "is less than a day");

    private static final Setting<List<MaskedField>> MASKED_FIELDS = new Setting<>(
            "SLUICE_MASKED_FIELDS",
            "",
            "Fields of payloads that analysts don't see, separated by commas: data.object.email, or of one endpoint's events"
                    + " shop:customer.*.phone; in all processors alike.",
            MaskedField::parse);

    /** All of them, in the order of the documentation. */
    public static final List<Setting<?>> ALL = Stream.<Setting<?>>concat(
                    Stream.of(
                            ROUTES,
                            HANDLERS,
                            PORT,
                            READ_TOKENS,
                            OPERATE_TOKENS,
                            POSTGRES_URL,
                            POSTGRES_USER,
                            POSTGRES_PASSWORD,
                            STATE_DIR,
                            INSTANCE_ID,
                            APPLICATION_ID,
                            STREAM_THREADS,
                            DEDUPLICATION_WINDOW,
                            LATE_DUPLICATES,
                            STORE_JSON,
                            PARTITIONS,
                            RETENTION,
                            MASKED_FIELDS),
                    CommonSettings.ALL.stream())
            .toList();

    /**
     * Reads the environment, and the routes' file it names.
     *
     * @param handlers those that routes may name
     * @throws ConfigurationException with every mistake in either
     */
    public static ProcessorSettings read(Map<String, String> environment, RouteHandlers handlers)
            throws ConfigurationException {
        Settings settings = new Settings(environment);
        RouteSources sources = new RouteSources(Path.of(settings.get(ROUTES)), environment, handlers);
        RouteSources.Reading routes = settings.check(ALL, sources.file(), file -> sources.read());
        return new ProcessorSettings(
                CommonSettings.kafka(settings),
                CommonSettings.topicPlan(settings),
                settings.get(CommonSettings.BIND),
                settings.get(PORT),
                ApiTokens.of(
                        settings.get(READ_TOKENS),
                        settings.get(OPERATE_TOKENS),
                        settings.get(CommonSettings.ADMIN_TOKEN)),
                sources,
                routes,
                settings.get(POSTGRES_URL),
                settings.get(POSTGRES_USER),
                settings.get(POSTGRES_PASSWORD),
                Path.of(settings.get(STATE_DIR)),
                settings.get(INSTANCE_ID),
                settings.get(APPLICATION_ID),
                settings.get(STREAM_THREADS),
                settings.get(DEDUPLICATION_WINDOW),
                settings.get(LATE_DUPLICATES),
                settings.get(STORE_JSON),
                settings.get(PARTITIONS),
                settings.get(RETENTION),
                settings.get(MASKED_FIELDS));
    }
}
