package dev.sluice.cli.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.ProviderPresets;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handshake.Handshake;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignatureScheme.Keys;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signs every sample with made-up keys, for the examples' endpoint of its provider. */
class EveryProviderTest {
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");
    private static final String URL = "http://127.0.0.1:8080/webhooks/x";

    @TempDir
    private static Path directory;

    @Test
    void theExamplesHaveEveryProvider() throws Exception {
        assertThat(endpoints().all().stream().map(Endpoint::provider))
                .containsAll(ProviderPresets.bundled().names());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleIsTakenForWhatItSaysItIs(Endpoint endpoint, String type) throws Exception {
        SignedRequest request = signed(endpoint, type, FreshIds.random(NOW));

        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), NOW)).isInstanceOf(Passed.class);
        assertThat(endpoint.body()
                        .format(request.headers().first("content-type").orElse("")))
                .isPresent();
        assertThat(read(endpoint, request).getFirst().type()).isEqualTo(type);
        assertThat(read(endpoint, request).getFirst().createdAt().orElse(NOW)).isBetween(NOW.minusSeconds(1), NOW);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void twoMadeFromOneSampleAreTwoEvents(Endpoint endpoint, String type) throws Exception {
        List<WebhookEvent> one = read(endpoint, signed(endpoint, type, FreshIds.random(NOW)));
        List<WebhookEvent> other = read(endpoint, signed(endpoint, type, FreshIds.random(NOW)));

        assertThat(other.stream().map(WebhookEvent::key))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(one.stream().map(WebhookEvent::key).toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noSampleIsTakenForAHandshake(Endpoint endpoint, String type) throws Exception {
        SignedRequest request = signed(endpoint, type, FreshIds.random(NOW));

        for (Handshake handshake : endpoint.handshakes()) {
            assertThat(handshake.reply(request, new Handshake.Means(endpoint.secrets(), endpoint.options())))
                    .isEmpty();
        }
    }

    static Stream<Arguments> samples() throws Exception {
        return endpoints().all().stream()
                // Nobody but the provider can sign for them.
                .filter(endpoint -> endpoint.scheme().keys() != Keys.LOOKED_UP)
                .flatMap(endpoint -> SamplePayloads.types(endpoint.provider()).stream()
                        .map(type -> Arguments.argumentSet(endpoint.provider() + " " + type, endpoint, type)));
    }

    private static SignedRequest signed(Endpoint endpoint, String type, FreshIds ids) throws Exception {
        Webhook webhook = Webhook.of(
                endpoint, SamplePayloads.of(endpoint.provider(), type).orElseThrow(), ids);
        SignedRequest sent = webhook.signed(URL, NOW, SigningKey.of(endpoint, null, DataDirectory.of(directory)));
        assertThat(sent.url()).startsWith(URL);
        return sent.at(endpoint.signedUrl(sent.url()));
    }

    private static List<WebhookEvent> read(Endpoint endpoint, SignedRequest request) {
        Checked<Reading> reading = new EventReader().read(endpoint, request, NOW, Tracing.NONE);
        assertThat(reading).isInstanceOf(Passed.class);
        return reading.orElseThrow().events();
    }

    private static EndpointCatalog endpoints() throws ConfigurationException, CommandFailedException {
        ConfigurationFiles files = ConfigurationFiles.choose(
                Path.of("../examples/endpoints-all.yaml"),
                null,
                false,
                new Installation(Path.of("..").toAbsolutePath().normalize()));
        return EndpointsFile.read(files.endpoints(), files.environment(DataDirectory.of(directory)), 1024 * 1024);
    }
}
