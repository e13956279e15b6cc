package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSampleTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: {id: /meta/event/id, type: /meta/event/type, object: /order/number, created: /meta/at}",
                "event: {id: [/uid, /id], type: \"header:X-Topic\"}",
                "event: {id: {all_of: [/shop, /number], separator: \"-\"}, type: /kind}",
                "event: {id: /items/0/id, type: /items/0/kinds/1}",
                "event: {id: hash, type: /kind}",
                "event: {id: /id, type: /resource, type_suffix: /action}",
                "event: {id: /id, type: /type, livemode: /live}\n    livemode: true",
                "event: {id: /Envelope/Head/Id, type: \"/Envelope/Item[2]/@kind\", object: \"/Envelope/Item[2]/No\"}\n    format: xml",
                "event: {id: //Id, type: /soap:Envelope/soap:Body/Kind}\n    format: xml",
                "event: {id: MessageSid, type: \"field:Event Type\", object: \"field:order[id]\"}\n    format: form",
                "event: {id: \"header:X-Id\", type: \"header:X-Type\"}\n    format: any"
            })
    void whatAnEndpointLooksForStandsWhereItLooks(String event) throws Exception {
        Endpoint endpoint = endpoint("provider: generic\n    secrets: [fake-signing-secret]\n    signature:"
                + " {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: \"{body}\"}\n    " + event);

        WebhookEvent first = sent(endpoint, Optional.of("order.paid"));
        WebhookEvent second = sent(endpoint, Optional.empty());

        assertThat(first.type()).isEqualTo("order.paid");
        assertThat(second.type()).isEqualTo("rehearsal.worked");
        assertThat(first.key().id()).isNotEqualTo(second.key().id());
        assertThat(first.subject().isPresent())
                .isEqualTo(endpoint.identity().subject().isPresent());
        assertThat(first.createdAt().isPresent())
                .isEqualTo(endpoint.identity().created().isPresent());
    }

    @Test
    void theSamplesOfRehearsalKeepWhatTheirHandlerReads() throws Exception {
        Endpoint endpoint = endpoint("provider: generic\n    secrets: [fake-signing-secret]\n    signature:"
                + " {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: \"{body}\"}\n"
                + "    event: {id: /uid, type: /kind}");

        assertThat(new String(sent(endpoint, Optional.of("rehearsal.poisoned")).body(), UTF_8))
                .contains("\"poison\":true", "\"kind\":\"rehearsal.poisoned\"");
    }

    @Test
    void anOperatorsOwnPresetHasSamplesToo() throws Exception {
        Path presets = Files.createDirectory(directory.resolve("presets"));
        Files.writeString(presets.resolve("lemon.yaml"), """
                signature: {algorithm: hmac-sha256, header: X-Signature, encoding: hex, signed: "{body}"}
                event: {id: /meta/webhook_id, type: "header:X-Event-Name"}
                signs: {body: true, id: true, time: false}
                """);

        WebhookEvent event = sent(
                endpoint(
                        "provider: lemon\n    secrets: [fake-signing-secret]",
                        Map.of("SLUICE_PROVIDERS", presets.toString())),
                Optional.of("order_created"));

        assertThat(event.type()).isEqualTo("order_created");
    }

    private static WebhookEvent sent(Endpoint endpoint, Optional<String> type) {
        Webhook webhook =
                SamplePayloads.webhook(endpoint, type, FreshIds.random(NOW)).orElseThrow();
        SignedRequest request =
                webhook.signed("http://127.0.0.1" + endpoint.paths().getFirst(), NOW);
        assertThat(endpoint.scheme().verify(request, endpoint.currentSecrets(NOW), NOW))
                .isInstanceOf(Passed.class);
        Checked<Reading> reading = new EventReader().read(endpoint, request, NOW, Tracing.NONE);
        assertThat(reading).isInstanceOf(Passed.class);
        List<WebhookEvent> events = reading.orElseThrow().events();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private Endpoint endpoint(String yaml) throws Exception {
        return endpoint(yaml, Map.of());
    }

    private Endpoint endpoint(String yaml, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), "endpoints:\n  own:\n    " + yaml + "\n");
        return EndpointsFile.read(file, environment, 1024 * 1024).named("own").orElseThrow();
    }
}
