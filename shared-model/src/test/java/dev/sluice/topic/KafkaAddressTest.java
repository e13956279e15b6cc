package dev.sluice.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAddressTest {
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required ";

    @TempDir
    private Path directory;

    @Test
    void everyClientGetsTheSecurityAndItsOwnProperties() throws Exception {
        Map<String, String> security = KafkaAddress.securityIn(file("security.protocol=SSL\nssl.protocol=TLSv1.3\n"));

        assertThat(new KafkaAddress("kafka:9093", security).with(Map.of("acks", "all")))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "kafka:9093",
                        "security.protocol", "SSL",
                        "ssl.protocol", "TLSv1.3",
                        "acks", "all"));
        assertThat(KafkaAddress.securityIn("")).isEmpty();
    }

    @Test
    void whatTheSecurityHoldsIsNotShown() {
        assertThat(new KafkaAddress("kafka:9093", Map.of("sasl.jaas.config", "xyzzy")))
                .hasToString("kafka:9093");
    }

    @Test
    void propertyThatIsNotOfTheSecurityIsRefused() throws Exception {
        String file = file("security.protocol=SSL\nacks=1\n");

        assertThatThrownBy(() -> KafkaAddress.securityIn(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'acks' in " + file + " is not to be set");
    }

    @Test
    void fileThatNoClientCanUseIsRefusedAndNoPasswordIsQuoted() throws Exception {
        assertRefused("/nowhere/kafka.properties", "the file '/nowhere/kafka.properties' can't be read as properties");
        assertRefused(file("security.protocol=TLS\n"), "Invalid value TLS");
        assertRefused(
                file("security.protocol=SSL\nssl.truststore.location=/nowhere/ca.p12\nssl.truststore.password=xyzzy\n"),
                "/nowhere/ca.p12");
        assertRefused(
                file("security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=" + SCRAM
                        + "username=\"u\" password=\"xyzzy\"\n"),
                "no client can be made");
    }

    private static void assertRefused(String file, String why) {
        assertThatThrownBy(() -> KafkaAddress.securityIn(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("xyzzy");
    }

    private String file(String properties) throws Exception {
        return Files.writeString(Files.createTempFile(directory, "kafka", ".properties"), properties)
                .toString();
    }
}
