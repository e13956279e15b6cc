package dev.sluice.testing;

import dev.sluice.local.FreePorts;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container. */
final class DockerBroker extends DockerPart<KafkaContainer> implements Broker {
    DockerBroker(int maxRecord) {
        super(new KafkaContainer("apache/kafka:4.3.1")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(maxRecord))
                .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", Integer.toString(maxRecord))
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"));
        container().setPortBindings(List.of(FreePorts.pick() + ":9092"));
        container().start();
    }

    @Override
    public String bootstrap() {
        return container().getBootstrapServers();
    }

    @Override
    void awaitReady() {
        Awaitility.await().atMost(LONGEST_START).ignoreExceptions().until(() -> {
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()))) {
                return !admin.describeCluster().nodes().get().isEmpty();
            }
        });
    }
}
