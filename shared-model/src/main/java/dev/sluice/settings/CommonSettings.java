package dev.sluice.settings;

import dev.sluice.config.ProviderPresets;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings that both services read. */
public final class CommonSettings {
    private static final int SHORTEST_TOKEN = 16;
    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR");

    public static final Setting<String> KAFKA_BOOTSTRAP = Setting.filled(
            "SLUICE_KAFKA_BOOTSTRAP", "127.0.0.1:9092", "Brokers to ask for the cluster: host:port, comma-separated.");
    public static final Setting<Map<String, String>> KAFKA_PROPERTIES = new Setting<>(
            "SLUICE_KAFKA_PROPERTIES",
            "",
            "File with security.protocol, ssl.… and sasl.… of every Kafka client, as Kafka's own tools take it; empty for none.",
            KafkaAddress::securityIn);
    public static final Setting<Integer> PARTITIONS = Setting.number(
            "SLUICE_PARTITIONS", 4, 1, 10_000, "Partitions of the topics that are created; existing ones stay.");
    public static final Setting<Integer> REPLICATION = Setting.number(
            "SLUICE_REPLICATION", 0, 0, 100, "Replicas of the topics that are created; 0 takes the broker's default.");
    public static final Setting<Duration> RETENTION =
            Setting.duration("SLUICE_RETENTION", "7d", "How long the topics that are created keep events.");
    public static final Setting<Integer> MAX_BODY = Setting.size(
                    "SLUICE_MAX_BODY",
                    "1MiB",
                    "Largest body of any endpoint; the same for both services and the topics.")
            .where(size -> size >= 1024 && size <= 100 * 1024 * 1024, "is not from 1KiB to 100MiB");
    public static final Setting<String> ADMIN_TOKEN = Setting.secret(
            "SLUICE_ADMIN_TOKEN",
            "Bearer token of the administrative paths, at least 16 characters; empty switches them off.",
            CommonSettings::token);
    public static final Setting<String> PROVIDERS = Setting.text(
            ProviderPresets.VARIABLE, "", "Directory of your own provider presets, <provider>.yaml; empty for none.");
    public static final Setting<String> BIND = Setting.text("SLUICE_BIND", "0.0.0.0", "Address to listen on.");
    public static final Setting<String> LOG_FORMAT = new Setting<>(
            "SLUICE_LOG_FORMAT", "text", "Log lines for people (text) or for machines (json).", CommonSettings::format);
    public static final Setting<String> LOG_LEVEL = new Setting<>(
            "SLUICE_LOG_LEVEL",
            "INFO",
            "From where on Sluice's own lines are logged: DEBUG, with a line for every event in either service, INFO,"
                    + " WARN or ERROR.",
            CommonSettings::level);

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(
            KAFKA_BOOTSTRAP,
            KAFKA_PROPERTIES,
            PARTITIONS,
            REPLICATION,
            RETENTION,
            MAX_BODY,
            ADMIN_TOKEN,
            PROVIDERS,
            BIND,
            LOG_FORMAT,
            LOG_LEVEL);

    private CommonSettings() {}

    /** Where Kafka is, and how a client proves who it is. */
    public static KafkaAddress kafka(Settings settings) {
        return new KafkaAddress(settings.get(KAFKA_BOOTSTRAP), settings.get(KAFKA_PROPERTIES));
    }

    /** How the topics are to be created. */
    public static TopicPlan topicPlan(Settings settings) {
        int replication = settings.get(REPLICATION);
        return new TopicPlan(
                settings.get(PARTITIONS),
                replication == 0 ? Optional.empty() : Optional.of((short) replication),
                settings.get(MAX_BODY),
                settings.get(RETENTION));
    }

    /** Never quoted: it is a credential, however short. */
    private static String token(String text) {
        if (!text.isBlank() && text.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("is shorter than " + SHORTEST_TOKEN + " characters");
        }
        return text;
    }

    private static String level(String text) {
        if (!LEVELS.contains(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is none of " + String.join(", ", LEVELS));
        }
        return text;
    }

    private static String format(String text) {
        if (!text.equals("text") && !text.equals("json")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither text nor json");
        }
        return text;
    }
}
