package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.config.ProviderPresets;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplePayloadsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/samples");
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");
    private static final EndpointCatalog EXAMPLES = examples();

    @Test
    void everySampleIsInTheIndexOfItsProvider() throws IOException {
        try (Stream<Path> providers = Files.list(RESOURCES)) {
            for (Path provider : providers.toList()) {
                try (Stream<Path> samples = Files.list(provider)) {
                    assertThat(SamplePayloads.types(provider.getFileName().toString()))
                            .containsExactlyInAnyOrderElementsOf(
                                    samples.map(file -> file.getFileName().toString())
                                            .filter(name -> name.endsWith(".json"))
                                            .map(name -> name.substring(0, name.length() - ".json".length()))
                                            .toList());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleIsTakenForWhatItSaysItIs(Endpoint endpoint, String type) {
        FreshIds ids = FreshIds.random(NOW);
        String body =
                ids.fill(SamplePayloads.template(endpoint.provider(), type).orElseThrow());
        Webhook webhook = new Webhook(endpoint, ids.eventId(), type, body.getBytes(UTF_8));

        SignedRequest request = webhook.signed("https://example.com/webhooks/x", NOW);

        assertThat(body).doesNotContain("{{");
        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), NOW)).isInstanceOf(Verdict.Genuine.class);
        assertThat(new EventReader().read(endpoint, request, NOW, Optional.empty()))
                .isInstanceOfSatisfying(Reading.Events.class, reading -> {
                    var event = reading.events().get(0);
                    assertThat(event.key().id()).isEqualTo(ids.eventId());
                    assertThat(event.type()).isEqualTo(type);
                    assertThat(event.createdAt().orElse(NOW)).isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
                });
    }

    @ParameterizedTest
    @MethodSource("paymentProviders")
    void everyPaymentProviderHasAllEightKinds(String provider) {
        assertThat(SamplePayloads.types(provider).stream()
                        .map(type -> ProviderPresets.bundled().categories().of(provider, type)))
                .contains(
                        "payment.succeeded",
                        "payment.failed",
                        "payment.refunded",
                        "payment.disputed",
                        "customer.created",
                        "customer.updated",
                        "subscription.created",
                        "subscription.cancelled");
    }

    @Test
    void thereIsNoSampleOfATypeThatIsAPath() {
        assertThat(SamplePayloads.template("stripe", "../github/push")).isEmpty();
    }

    static Stream<Arguments> samples() {
        return EXAMPLES.all().stream()
                .flatMap(endpoint ->
                        SamplePayloads.types(endpoint.provider()).stream().map(type -> Arguments.of(endpoint, type)));
    }

    static List<String> paymentProviders() {
        return List.of("stripe", "razorpay");
    }

    private static EndpointCatalog examples() {
        try {
            return EndpointsFile.read(
                    Path.of("../examples/endpoints.yaml"),
                    Map.of(
                            "STRIPE_WEBHOOK_SECRET", "fake-1",
                            "RAZORPAY_WEBHOOK_SECRET", "fake-2",
                            "GITHUB_WEBHOOK_SECRET", "fake-3",
                            "PAYMENTS_WEBHOOK_SECRET", "fake-4",
                            "GENERIC_WEBHOOK_SECRET", "fake-5"),
                    1024 * 1024);
        } catch (dev.sluice.config.ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
