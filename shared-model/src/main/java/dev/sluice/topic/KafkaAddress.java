package dev.sluice.topic;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Where the Kafka cluster is, and how a client proves to it who it is.
 *
 * @param bootstrap brokers to ask for the cluster
 * @param security {@code security.protocol}, {@code ssl.…} and {@code sasl.…} of every client; empty for a listener without either
 */
public record KafkaAddress(String bootstrap, Map<String, String> security) {
    private static final List<String> ALLOWED = List.of("security.", "ssl.", "sasl.");

    public KafkaAddress {
        security = Map.copyOf(security);
    }

    /** A cluster whose listener asks for nothing. */
    public static KafkaAddress plain(String bootstrap) {
        return new KafkaAddress(bootstrap, Map.of());
    }

    /**
     * The properties in a file, which a client takes; none without a name.
     *
     * @throws IllegalArgumentException with the reason, which quotes no value
     */
    public static Map<String, String> securityIn(String file) {
        if (file.isBlank()) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the file '" + file + "' can't be read as properties", e);
        }
        Map<String, String> security = new TreeMap<>();
        read.stringPropertyNames().forEach(name -> security.put(name, read.getProperty(name)));
        security.keySet().stream()
                .filter(name -> ALLOWED.stream().noneMatch(name::startsWith))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("'" + name + "' in " + file
                            + " is not to be set: only security.protocol, ssl.… and sasl.… are, since Sluice's promises rest on"
                            + " the other properties");
                });
        refuseUnusable(file, security);
        return security;
    }

    /** What a client does first: it loads the keys and reads the login. What is wrong with them is known before a broker is asked. */
    private static void refuseUnusable(String file, Map<String, String> security) {
        Map<String, Object> properties = new HashMap<>(security);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        try {
            ClientUtils.createChannelBuilder(new AdminClientConfig(properties), Time.SYSTEM, new LogContext())
                    .close();
        } catch (KafkaException | IllegalArgumentException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new IllegalArgumentException("no client can be made with " + file + ": " + reason.getMessage(), e);
        }
    }

    /** The properties of a client: these, the address and the security. */
    public Map<String, Object> with(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(security);
        all.putAll(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return all;
    }

    /** For people; the security holds passwords. */
    @Override
    public String toString() {
        return bootstrap;
    }
}
