package dev.sluice.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeFileTest {
    private static final Path ROOT = Path.of("..");
    private static final String TEXT = Yaml.text(ROOT.resolve("docker-compose.yml"));

    @Test
    void fileFitsTheServicesAndWhatItMounts() {
        assertThat(ComposeFile.of(TEXT, ROOT).mistakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SLUICE_PARTITIONS: 12           | SLUICE_PARTITION: 12               | SLUICE_PARTITION: no setting has this name
            SLUICE_STREAM_THREADS: 2        | SLUICE_STREAM_THREADS: many        | SLUICE_STREAM_THREADS: 'many'
            SLUICE_MAX_BODY: 1MiB           | SLUICE_MAX_BODY: 2MiB              | the brokers do not take records of 2359296 bytes
            SLUICE_STATE_DIR: /var/lib      | # nothing                          | processor-service: SLUICE_STATE_DIR is not set
            SLUICE_REPLICATION: 3           | SLUICE_REPLICATION: 2              | SLUICE_REPLICATION is not the number of brokers
            PLAINTEXT://kafka-2:9092        | PLAINTEXT://kafka-2:9094           | no broker says that it is at kafka-2:9092
            SLUICE_INGEST_PORT: 8080        | SLUICE_INGEST_PORT: 8088           | nginx passes on to another port than 8088
            SLUICE_MANAGEMENT_PORT: 9080    | SLUICE_MANAGEMENT_PORT: 9081       | Prometheus does not scrape ingest-service on port 9081
            SLUICE_PROCESSOR_PORT: 8081     | SLUICE_PROCESSOR_PORT: 8082        | the image of processor-service asks for its health on another port
            "127.0.0.1:8443:8443"           | "127.0.0.1:8443:443"               | nginx does not listen on 443
            SLUICE_TRUSTED_PROXIES: 172.30  | SLUICE_TRUSTED_PROXIES: 172.31     | nginx is not among SLUICE_TRUSTED_PROXIES
            ./deploy/prometheus:            | ./deploy/prometeus:                | ./deploy/prometeus is mounted and is not there
            secrets/postgres_password}      | secrets/postgres_pasword}          | processor-service: the secret postgres_password has no file
            secrets: [admin_token, post     | secrets: [tls_key, post            | processor-service: is not given the secret admin_token
            build: {context: .,             | container_name: x\\n    build: {context: ., | container_name is fixed
            mem_limit: 128m                 | labels: []                         | nginx: has no mem_limit
            """)
    void mistakeIsFound(String right, String wrong, String found) {
        String mistaken = TEXT.replace(right, wrong.replace("\\n", "\n"));

        assertThat(mistaken).isNotEqualTo(TEXT);
        assertThat(ComposeFile.of(mistaken, ROOT).mistakes()).anyMatch(mistake -> mistake.contains(found));
    }
}
