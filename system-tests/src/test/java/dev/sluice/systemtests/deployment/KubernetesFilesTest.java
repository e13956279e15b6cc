package dev.sluice.systemtests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final KubernetesFiles FILES = KubernetesFiles.read(ROOT);

    @Test
    void filesFitTheServicesAndOneAnother() {
        assertThat(FILES.texts()).hasSizeGreaterThan(15);
        assertThat(FILES.mistakes()).isEmpty();
    }

    @Test
    void usersOfTheExampleMayDoWhatIsDocumented() {
        assertThat(Yaml.text(ROOT.resolve("docs/deployment.md")).lines())
                .filteredOn(line -> line.matches("\\| (ingest|processor) \\| .* \\|"))
                .containsExactlyElementsOf(FILES.accessOfKafkaUsers());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SLUICE_REQUIRE_HTTPS            | SLUICE_REQUIRE_HTTP          | SLUICE_REQUIRE_HTTP: no setting has this name
            SLUICE_STOP_TIMEOUT, value: 10s | SLUICE_STOP_TIMEOUT, value: 10 | SLUICE_STOP_TIMEOUT
            SLUICE_POSTGRES_USER            | IGNORED                      | SLUICE_POSTGRES_USER is not set
            containerPort: 9080             | containerPort: 9081          | its container has [8080, 9081]
            SLUICE_PROCESSOR_PORT, value: "8081" | SLUICE_PROCESSOR_PORT, value: "8082" | processor-service listens on [8082]
            readOnlyRootFilesystem: true    | readOnlyRootFileSystem: true | readOnlyRootFileSystem is not known
            terminationGracePeriodSeconds   | terminationGraceSeconds      | terminationGraceSeconds is not known
            maxUnavailable: 1               | maxUnavailabel: 1            | maxUnavailabel is not known
            minReplicas: 2                  | minReplicas: two             | HorizontalPodAutoscaler
            path: /health/live, port: management | path: /health/live, port: admin | livenessProbe asks on no port
            name: state, mountPath          | name: stat, mountPath        | mounts stat, which is no volume
            limits: {cpu: "2", memory: 768Mi} | limits: {memory: 768Mi}    | has no resources.limits.cpu
            secretKey: postgres_ca          | secretKey: postgres_cert     | production: processor-service is not given the secret postgres_ca
            postgres_password=              | postgres_pass=               | trial: processor-service is not given the secret postgres_password
            - ingest-scaling.yaml           | - ingest-scale.yaml          | ingest-scale.yaml is not there
            maxReplicaCount: 6              | maxReplicaCount: 7           | 7 instances of 2 threads are more than 12 partitions
            """)
    void mistakeIsFound(String right, String wrong, String found) {
        Map<Path, String> mistaken = new TreeMap<>(FILES.texts());
        mistaken.replaceAll((file, text) -> text.replace(right, wrong));

        assertThat(mistaken).isNotEqualTo(FILES.texts());
        assertThat(new KubernetesFiles(ROOT, mistaken).mistakes()).anyMatch(mistake -> mistake.contains(found));
    }
}
