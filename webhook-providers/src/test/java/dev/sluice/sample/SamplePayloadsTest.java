package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ProviderPresets;
import dev.sluice.provider.Categories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplePayloadsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/samples");
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");

    @Test
    void everySampleIsInTheIndexOfItsProvider() throws IOException {
        try (Stream<Path> providers = Files.list(RESOURCES)) {
            for (Path provider : providers.toList()) {
                try (Stream<Path> samples = Files.list(provider)) {
                    assertThat(Files.readAllLines(provider.resolve("index.txt")).stream()
                                    .map(line -> line.split(" ", 2)[0]))
                            .as(provider.toString())
                            .containsExactlyInAnyOrderElementsOf(
                                    samples.map(file -> file.getFileName().toString())
                                            .filter(name -> !name.endsWith(".txt"))
                                            .toList());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyProviderHasASample(String provider) {
        assertThat(SamplePayloads.types(provider)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everySampleIsFilledInAndDifferentEachTime(String provider) {
        for (String type : SamplePayloads.types(provider)) {
            Sample sample = SamplePayloads.of(provider, type).orElseThrow();

            assertThat(sample.body(FreshIds.random(NOW)))
                    .asString()
                    .doesNotContain("{{")
                    .isNotEqualTo(new String(sample.body(FreshIds.random(NOW)), UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("paymentProviders")
    void everyPaymentProviderHasAllEightKinds(String provider) throws Exception {
        Categories categories = ProviderPresets.categoriesIn(Map.of());

        assertThat(SamplePayloads.types(provider).stream().map(type -> categories.of(provider, type)))
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
        assertThat(SamplePayloads.of("stripe", "../github/push")).isEmpty();
    }

    @Test
    void aSampleThatAsksForWhatIsNotKnownIsABug() {
        assertThatThrownBy(() -> FreshIds.random(NOW).fill("{{evnt_id}}")).hasMessageContaining("evnt_id");
    }

    @Test
    void whatStandsBetweenIsFilledInBeforeItIsEncoded() {
        assertThat(FreshIds.random(NOW).fill("a={{base64:<t>{{now}}</t>:base64}}"))
                .isEqualTo("a=PHQ%2BMTczODMyNDgwMDwvdD4%3D");
    }

    static Stream<String> providers() {
        return ProviderPresets.bundled().names().stream();
    }

    static List<String> paymentProviders() {
        return List.of("stripe", "razorpay");
    }
}
