package dev.sluice.config;

import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings both services have. */
public final class CommonSettings {
    public static final Setting<String> KAFKA_BOOTSTRAP = Setting.filled(
            "SLUICE_KAFKA_BOOTSTRAP", "127.0.0.1:9092", "Kafka brokers to begin with, host:port separated by commas.");

    public static final Setting<Integer> PARTITIONS = Setting.number(
            "SLUICE_PARTITIONS",
            4,
            1,
            10_000,
            "Partitions of the event and retry topics when they are created; the most instances that can share the work.");

    public static final Setting<Integer> REPLICATION = Setting.number(
            "SLUICE_REPLICATION", 0, 0, 100, "Replicas of each topic when it is created; 0 takes the broker's default.");

    public static final Setting<Duration> RETENTION = Setting.duration(
            "SLUICE_RETENTION", "7d", "How long events, retries and dead letters stay in their topics.");

    public static final Setting<Integer> MAX_BODY = Setting.size(
            "SLUICE_MAX_BODY", "1MiB", "Largest body any endpoint takes; the same in both services, since topics follow it.");

    public static final Setting<String> ADMIN_TOKEN = Setting.text(
            "SLUICE_ADMIN_TOKEN", "", "Bearer token of the admin and query APIs; they are off while it is empty.");

    public static final Setting<LogFormat> LOG_FORMAT = Setting.choice(
            "SLUICE_LOG_FORMAT", "text", LogFormat.class, "Form of log lines: text for people, json for machines.");

    /** In the order of the documentation. */
    public static final List<Setting<?>> ALL =
            List.of(KAFKA_BOOTSTRAP, PARTITIONS, REPLICATION, RETENTION, MAX_BODY, ADMIN_TOKEN, LOG_FORMAT);

    private CommonSettings() {}

    /** How the settings want the topics created. */
    public static TopicPlan topicPlan(Settings settings) {
        int replication = settings.get(REPLICATION);
        return new TopicPlan(
                settings.get(PARTITIONS),
                replication == 0 ? Optional.empty() : Optional.of((short) replication),
                settings.get(MAX_BODY),
                settings.get(RETENTION));
    }
}
