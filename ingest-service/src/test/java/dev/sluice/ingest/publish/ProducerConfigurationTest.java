package dev.sluice.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerConfigurationTest {
    @ParameterizedTest
    @ValueSource(ints = {100, 1000, 2500, 30_000})
    void producerGivesUpNoLaterThanTheRequestThatWaits(int ackMillis) {
        ProducerConfig config = read(
                ProducerConfiguration.of(KafkaAddress.plain("127.0.0.1:9092"), 1024, Duration.ofMillis(ackMillis)));

        int delivery = config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        assertThat(delivery).isEqualTo(ackMillis);
        // Otherwise Kafka refuses the configuration.
        assertThat(config.getLong(ProducerConfig.LINGER_MS_CONFIG)
                        + config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG))
                .isLessThanOrEqualTo(delivery);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1024 * 1024, 100 * 1024 * 1024})
    void largestRecordFits(int maxBody) {
        ProducerConfig config =
                read(ProducerConfiguration.of(KafkaAddress.plain("127.0.0.1:9092"), maxBody, Duration.ofSeconds(2)));

        assertThat(config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG))
                .isEqualTo(maxBody + TopicPlan.RECORD_OVERHEAD);
        assertThat(config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG)).isGreaterThan(maxBody);
    }

    private static ProducerConfig read(Map<String, Object> config) {
        return new ProducerConfig(config);
    }
}
