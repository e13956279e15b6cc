package dev.sluice.provider;

import static dev.sluice.provider.Readings.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.EventDocument;
import dev.sluice.body.JsonbFit;
import dev.sluice.body.Sha256;
import dev.sluice.config.ProviderPresets;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider's requests are read as. */
class ProviderSamplesTest {
    private static final String SAMPLES = "dev.sluice.provider.ProviderSample#all";

    @TempDir
    private Path directory;

    @Test
    void everyPresetHasASample() throws Exception {
        TreeSet<String> presets = new TreeSet<>(ProviderPresets.bundled().names());
        // The one has nothing of its own; the keys of the others are looked up, and their tests make some.
        presets.removeAll(List.of("generic", "paypal", "plaid"));

        assertThat(ProviderSample.all().map(ProviderSample::provider)).containsAll(presets);
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void identityIsReadAsDocumented(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        SignedRequest request = signed(configured, sample, "");

        List<WebhookEvent> events = events(configured, request);
        String url = configured.endpoint().scheme().coversUrl() ? request.url() + "\n" : "";

        JsonNode expected = sample.json().path("events");
        assertThat(events).hasSameSizeAs(expected);
        for (int i = 0; i < events.size(); i++) {
            WebhookEvent event = events.get(i);
            JsonNode item = expected.get(i);
            assertThat(event.type()).isEqualTo(item.path("type").asText());
            assertThat(event.subject().orElse("")).isEqualTo(item.path("object").asText());
            assertThat(event.createdAt().map(Object::toString).orElse(""))
                    .isEqualTo(item.path("created").asText());
            String bytes = item.path("bytes")
                    .asText(new String(event.batch().isEmpty() ? request.body() : event.body(), UTF_8));
            assertThat(new String(event.body(), UTF_8)).isEqualTo(bytes);
            assertThat(event.documentPlace().text())
                    .isEqualTo(sample.json().path("document").asText("json"));
            assertThat(new EventDocument(event.body(), event.documentPlace()).jsonb())
                    .isEqualTo(sample.has("unparsable") ? JsonbFit.NONE : JsonbFit.PLAIN);
            String id = item.path("id").asText();
            assertThat(event.key().id())
                    .isEqualTo(
                            id.equals("hash")
                                    ? Sha256.hex(("shop\n" + event.type() + "\n" + url + bytes).getBytes(UTF_8))
                                    : id);
            if (sample.has("token") || configured.endpoint().coverage().body()) {
                assertThat(event.token().orElse(""))
                        .isEqualTo(sample.json().path("token").asText());
            }
        }
        if (sample.has("category")) {
            assertThat(ProviderPresets.categoriesIn(Map.of())
                            .of(sample.provider(), events.getFirst().type()))
                    .isEqualTo(sample.json().path("category").asText());
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void redeliveryHasTheSameIds(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);

        assertThat(ids(configured, signed(configured, sample, "again")))
                .isEqualTo(ids(configured, signed(configured, sample, "")));
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void anotherEventHasAnotherId(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);

        assertThat(ids(configured, signed(configured, sample, "other")))
                .doesNotContainAnyElementsOf(ids(configured, signed(configured, sample, "")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void itemWithoutIdOrTypeIsTakenByThePresetsLastResort(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        if (!sample.has("broken")) {
            return;
        }

        List<WebhookEvent> whole = events(configured, signed(configured, sample, ""));
        List<WebhookEvent> broken = events(configured, signed(configured, sample, "broken"));

        assertThat(broken).hasSameSizeAs(whole);
        assertThat(broken)
                .filteredOn(event ->
                        !ids(whole).contains(event.key().id()) || event.type().equals("unknown"))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void whatIsSentAsItIsIsNotKept(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);

        for (WebhookEvent event : events(configured, signed(configured, sample, ""))) {
            assertThat(event.request().headersJson())
                    .doesNotContain(configured.signing().text());
            assertThat(event.request().target())
                    .doesNotContain(configured.signing().text());
        }
    }

    private static List<String> ids(ProviderSample.Configured configured, SignedRequest request) {
        return ids(events(configured, request));
    }

    private static List<String> ids(List<WebhookEvent> events) {
        return events.stream().map(event -> event.key().id()).toList();
    }

    private static List<WebhookEvent> events(ProviderSample.Configured configured, SignedRequest request) {
        return read(configured, request).orElseThrow().events();
    }

    private static Checked<Reading> read(ProviderSample.Configured configured, SignedRequest request) {
        Endpoint endpoint = configured.endpoint();
        List<Secret> keys = endpoint.currentSecrets(NOW);
        assertThat(endpoint.scheme().verify(request, keys, NOW))
                .isEqualTo(new Passed<>(new Genuine(keys.getFirst().label())));
        return new EventReader().read(endpoint, request, NOW, Tracing.NONE);
    }

    private static SignedRequest signed(ProviderSample.Configured configured, ProviderSample sample, String variant) {
        return configured.endpoint().scheme().sign(sample.request(variant), configured.signing(), NOW);
    }
}
