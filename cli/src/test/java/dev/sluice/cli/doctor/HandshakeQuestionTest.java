package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.webhook.SigningKey;
import dev.sluice.config.EndpointsFile;
import dev.sluice.handshake.Handshake.Means;
import dev.sluice.handshake.HandshakeKind;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.sample.HandshakeQuestion;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeQuestionTest {
    private static final String URL = "http://127.0.0.1:8080/webhooks/x";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void everyQuestionIsTakenForAHandshakeAndAnswered(HandshakeKind kind) throws Exception {
        DataDirectory data = DataDirectory.of(directory);
        ConfigurationFiles files = ConfigurationFiles.choose(
                Path.of("../examples/endpoints-all.yaml"),
                null,
                false,
                new Installation(Path.of("..").toAbsolutePath().normalize()));
        Endpoint endpoint = EndpointsFile.read(files.endpoints(), files.environment(data), 1024 * 1024).all().stream()
                .filter(candidate -> candidate.handshakes().contains(kind.handshake()))
                .findFirst()
                .orElseThrow();
        Instant now = Instant.now();

        SignedRequest question = HandshakeQuestion.unsigned(kind, endpoint, URL);
        if (kind.handshake().isSigned()) {
            question = HandshakeQuestion.signed(kind, endpoint, URL, SigningKey.of(endpoint, null, data), now);
            assertThat(endpoint.scheme().verify(question, endpoint.secrets(), now))
                    .isInstanceOf(Passed.class);
        }

        assertThat(kind.handshake().reply(question, new Means(endpoint.secrets(), endpoint.options())))
                .containsInstanceOf(Passed.class);
    }
}
