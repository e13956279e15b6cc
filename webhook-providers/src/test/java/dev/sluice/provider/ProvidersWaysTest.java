package dev.sluice.provider;

import static dev.sluice.provider.Readings.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single providers do that others don't, from the signature to the event. */
class ProvidersWaysTest {
    private static final String SECRET = "whsec_bm90LWEtcmVhbC1zZWNyZXQ=";

    @TempDir
    private Path directory;

    /** Headers: shopify.dev/docs/apps/build/events/verify-deliveries, shopify-api-js {@code WebhookType.NextGen}. */
    @Test
    void shopifysEventsHaveHeadersWithoutX() throws Exception {
        Endpoint endpoint = endpoint("provider: shopify");
        SignedRequest webhook = signed(endpoint, "application/json", "{\"product\":{}}", NOW);
        SignedRequest event = renamed(webhook, "x-shopify-", "shopify-")
                .with("Shopify-Topic", "Product")
                .with("Shopify-Action", "update")
                .with("Shopify-Webhook-Id", "d-1")
                .with("Shopify-Event-Id", "e-1");

        assertThat(only(endpoint, event).key().id()).isEqualTo("d-1");
        assertThat(only(endpoint, event).type()).isEqualTo("Product.update");
        assertThat(verify(endpoint, event.withBody("{}".getBytes(UTF_8)), NOW)).isInstanceOf(Rejected.class);
    }

    /** Receivers made for Standard Webhooks are sent {@code webhook-*}: docs.svix.com/receiving/verifying-payloads/how-manual. */
    @Test
    void svixMaySendTheHeadersOfStandardWebhooks() throws Exception {
        Endpoint endpoint = endpoint("provider: svix");
        SignedRequest own = new SignedRequest(
                "POST", "/", RequestHeaders.of(Map.of("svix-id", "msg_1", "content-type", "application/json")), body());
        SignedRequest signed = endpoint.scheme().sign(own, endpoint.secrets().getFirst(), NOW);
        SignedRequest renamed = renamed(signed, "svix-", "webhook-");

        assertThat(only(endpoint, signed).key().id()).isEqualTo("msg_1");
        assertThat(only(endpoint, renamed).key().id()).isEqualTo("msg_1");
        assertThat(verify(endpoint, renamed.with("webhook-id", "msg_2"), NOW)).isInstanceOf(Rejected.class);
        assertThat(verify(endpoint, renamed.with("svix-id", "msg_2"), NOW)).isInstanceOf(Rejected.class);
        assertThat(verify(endpoint, renamed, NOW.plus(Duration.ofMinutes(6)))).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/x-www-form-urlencoded | ticket=35436&discount=100%         | form",
                "application/xml                   | <ticket><id>35436</id></ticket>    | xml",
                "text/xml; charset=utf-8           | <ticket/>                          | xml",
                "application/json                  | ``                                 | none",
                "``                                | ``                                 | none",
                "application/json                  | {\"id\":\"35436\"}                   | json"
            })
    void zendesksTriggersSendWhatTheirAuthorsWrote(String contentType, String body, String place) throws Exception {
        Endpoint endpoint = endpoint("provider: zendesk");
        SignedRequest request = signed(endpoint, contentType, body, NOW).with("X-Zendesk-Webhook-Invocation-Id", "01G");

        WebhookEvent event = only(endpoint, request);

        assertThat(event.key().id()).isEqualTo("01G");
        assertThat(event.type()).isEqualTo("trigger");
        assertThat(event.documentPlace().text()).isEqualTo(place);
    }

    @Test
    void stripesTestIdTellsNoTwoEventsApart() throws Exception {
        Endpoint endpoint = endpoint("provider: stripe");
        String body = "{\"id\":\"evt_00000000000000\",\"type\":\"charge.failed\",\"created\":1326853478}";

        String first = only(endpoint, signed(endpoint, "application/json", body, NOW))
                .key()
                .id();
        String second = only(endpoint, signed(endpoint, "application/json", body, NOW.plusSeconds(1)))
                .key()
                .id();

        assertThat(first).startsWith("evt_00000000000000 ").isNotEqualTo(second);
        String real = body.replace("evt_00000000000000", "evt_1");
        assertThat(only(endpoint, signed(endpoint, "application/json", real, NOW))
                        .key()
                        .id())
                .isEqualTo("evt_1");
    }

    /** Linear tries again after 1 minute, 1 hour and 6 hours: linear.app/developers/webhooks. */
    @Test
    void linearsLastTryIsTakenAsItWasSignedFirst() throws Exception {
        Endpoint endpoint = endpoint("provider: linear");
        SignedRequest request = signed(endpoint, "application/json", "{\"type\":\"Issue\",\"action\":\"create\"}", NOW)
                .with("Linear-Delivery", "d-1");

        Duration lastTry = Duration.ofMinutes(1).plusHours(1).plusHours(6);
        assertThat(verify(endpoint, request, NOW.plus(lastTry).plusSeconds(60))).isInstanceOf(Passed.class);
        assertThat(verify(endpoint, request, NOW.plus(Duration.ofHours(9)))).isInstanceOf(Rejected.class);
        assertThat(only(endpoint, request).key().id()).isEqualTo("d-1");
    }

    @Test
    void eventsOfTheOtherModeCanBeIgnored() throws Exception {
        Endpoint live = endpoint("provider: stripe, livemode: true, other_mode: ignore");
        String body = "{\"id\":\"1\",\"type\":\"t\",\"livemode\":%s}";

        assertThat(read(live, json(live, body.formatted("false"))))
                .isEqualTo(new Passed<>(new Reading(List.of(), List.of(), 1)));
        assertThat(only(live, json(live, body.formatted("true"))).livemode()).hasValue(true);
        assertThat(read(live, json(live, body.formatted("null"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.LIVEMODE_MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "''", "application/octet-stream", "application/json"})
    void contentTypeIsIgnoredWhereTheOperatorSaysSo(String contentType) throws Exception {
        Endpoint endpoint = endpoint("provider: stripe, content_type: ignore");

        assertThat(endpoint.body().format(contentType)).isPresent();
        WebhookEvent event = only(endpoint, signed(endpoint, contentType, "{\"id\":\"1\",\"type\":\"t\"}", NOW));
        assertThat(event.key().id()).isEqualTo("1");
        assertThat(event.documentPlace().text()).isEqualTo("json");
    }

    private static byte[] body() {
        return "{\"type\":\"user.created\"}".getBytes(UTF_8);
    }

    private Endpoint endpoint(String settings) throws Exception {
        return read(settings);
    }

    private Endpoint read(String settings) throws java.io.IOException, ConfigurationException {
        Path file = Files.writeString(
                directory.resolve("endpoints.yaml"),
                "endpoints: {shop: {" + settings + ", secrets: ['" + SECRET + "']}}");
        return EndpointsFile.read(file, Map.of(), 1024 * 1024).named("shop").orElseThrow();
    }

    private static SignedRequest json(Endpoint endpoint, String body) {
        return signed(endpoint, "application/json", body, NOW);
    }

    private static SignedRequest signed(Endpoint endpoint, String contentType, String body, Instant at) {
        Map<String, String> headers = contentType.isEmpty() ? Map.of() : Map.of("content-type", contentType);
        SignedRequest request = new SignedRequest("POST", "/", RequestHeaders.of(headers), body.getBytes(UTF_8));
        return endpoint.scheme().sign(request, endpoint.secrets().getFirst(), at);
    }

    private static SignedRequest renamed(SignedRequest request, String from, String to) {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers()
                .asMap()
                .forEach((name, values) ->
                        headers.put(name.startsWith(from) ? to + name.substring(from.length()) : name, values));
        return new SignedRequest(request.method(), request.url(), RequestHeaders.ofAll(headers), request.body());
    }

    private static Checked<Genuine> verify(Endpoint endpoint, SignedRequest request, Instant at) {
        return endpoint.scheme().verify(request, endpoint.secrets(), at);
    }

    private static Checked<Reading> read(Endpoint endpoint, SignedRequest request) {
        return new EventReader().read(endpoint, request, NOW, Tracing.NONE);
    }

    private static WebhookEvent only(Endpoint endpoint, SignedRequest request) {
        assertThat(verify(endpoint, request, NOW)).isInstanceOf(Passed.class);
        return Readings.only(read(endpoint, request));
    }
}
