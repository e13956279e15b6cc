package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the ingest service has read is what filters, handlers and the audit table have, and what it can't read is not lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class FrontDoorIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    /** Each takes one event by what stands in its document. */
    private static final String ROUTES = """
            routes:
              - name: github
                match: {endpoints: [github], filters: [{field: issue.number, operator: equals, value: 7}]}
                handler: count
                retry: {strategy: linear, base: 100ms, max_delay: 1s, max_attempts: 3, jitter: 0}
              - name: slack
                match: {endpoints: [slack], filters: [{field: user.id, operator: equals, value: U1}]}
                handler: count
              - name: braintree
                match:
                  endpoints: [braintree]
                  filters: [{field: notification.kind, operator: equals, value: subscription_canceled}]
                handler: count
              - name: adyen
                match:
                  endpoints: [adyen]
                  filters: [{field: NotificationRequestItem.eventCode, operator: equals, value: CAPTURE}]
                handler: count
              - name: stripe
                match: {endpoints: [stripe], filters: [{field: data.object.n, operator: equals, value: 7}]}
                handler: count
                retry: {strategy: linear, base: 100ms, max_delay: 1s, max_attempts: 3, jitter: 0}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private Sluice sluice;

    @BeforeAll
    void start() {
        sluice = new Sluice("front-door", ROUTES).start();
    }

    @AfterAll
    void stop() {
        client.close();
        sluice.close();
    }

    @Test
    void jsonInAGitHubFormIsTheDocument() throws Exception {
        String json = "{\"action\":\"opened\",\"issue\":{\"number\":7},\"data\":{\"object\":{\"fail_times\":1}}}";

        post("github", FORM, "payload=" + URLEncoder.encode(json, UTF_8));

        // The second attempt: the handler has read how often it is to fail.
        assertApplied("github", 2, "payload->>'action' = 'opened' AND type = 'issues.opened'");
    }

    @Test
    void jsonInASlackInteractionIsTheDocument() throws Exception {
        String json = "{\"type\":\"block_actions\",\"trigger_id\":\"1\",\"user\":{\"id\":\"U1\"}}";

        post("slack", FORM, "payload=" + URLEncoder.encode(json, UTF_8));

        assertApplied("slack", 1, "payload->'user'->>'id' = 'U1'");
    }

    @Test
    void xmlInABraintreeFormIsTheDocument() throws Exception {
        String xml = "<notification><kind>subscription_canceled</kind></notification>";

        post("braintree", FORM, Base64.getEncoder().encodeToString(xml.getBytes(UTF_8)));

        assertApplied("braintree", 1, "payload->'notification'->>'kind' = type");
    }

    @Test
    void modeOfAnAdyenBatchIsEachItems() throws Exception {
        post("adyen", JSON, """
                {"live": "true", "notificationItems": [{"NotificationRequestItem":
                  {"eventCode": "CAPTURE", "pspReference": "P", "success": "true", "additionalData": {}}}]}""");

        assertApplied("adyen", 1, "livemode AND payload->'NotificationRequestItem'->>'pspReference' = 'P'");
    }

    @Test
    void byteOrderMarkAndDepthKeepNobodyFromReading() throws Exception {
        post("stripe", JSON, "\uFEFF" + StripeSender.event("evt_mark", "{\"n\":7}"));
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        post("stripe", JSON, StripeSender.event("evt_deep", "{\"n\":7,\"fail_times\":1,\"deep\":" + deep + "}"));

        assertApplied("stripe", 1, "event_id = 'evt_mark' AND payload->>'id' = 'evt_mark'");
        // What Postgres can't hold as jsonb, handlers and filters still see.
        assertApplied("stripe", 2, "event_id = 'evt_deep' AND payload IS NULL");
    }

    @Test
    void copyWithOtherBytesMarksTheRow() throws Exception {
        post("stripe", JSON, StripeSender.event("evt_copied", "{\"n\":7}"));
        post("stripe", JSON, StripeSender.event("evt_copied", "{\"n\":7,\"amount\":1}"));
        post("stripe", JSON, StripeSender.event("evt_repeated", "{\"n\":7}"));
        post("stripe", JSON, StripeSender.event("evt_repeated", "{\"n\":7}"));

        assertApplied("stripe", 1, "event_id = 'evt_copied' AND duplicates = 1 AND changed_copies");
        assertApplied("stripe", 1, "event_id = 'evt_repeated' AND duplicates = 1 AND NOT changed_copies");
    }

    @Test
    void itemThatCannotBeTakenIsADeadLetterAndTheOthersAreStored() throws Exception {
        String item = "{\"eventId\": 2, \"subscriptionType\": \"\\u0007\"}";

        String answer = post("hubspot", JSON, "[{\"subscriptionType\": \"contact.creation\"}, " + item + "]");

        assertThat(answer).contains("\"dead_lettered\":[{\"index\":1,\"reason\":\"The event type has 1 characters");
        await().atMost(SOON)
                .until(() -> sluice.records.count(
                                "SELECT count(*) FROM webhook_event WHERE endpoint = 'hubspot' AND type = 'contact.creation'")
                        == 1);
        String letter =
                "SELECT reason FROM webhook_dead_letter WHERE headers->>'ce_endpoint' = 'hubspot' AND body = decode('"
                        + HexFormat.of().formatHex(item.getBytes(UTF_8)) + "', 'hex')";
        await().atMost(SOON).until(() -> !sluice.records.rows(letter).isEmpty());
        assertThat(sluice.records.rows(letter).keySet())
                .singleElement()
                .asString()
                .contains("an item of a batch could not be taken: The event type has 1 characters");
    }

    private void assertApplied(String endpoint, int attempt, String condition) {
        String applied = "SELECT count(*) FROM webhook_event e JOIN test_effect t USING (endpoint, event_id)"
                + " WHERE endpoint = '" + endpoint + "' AND t.attempt = " + attempt + " AND status = 'processed' AND "
                + condition;
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sluice.records.count(applied)).isEqualTo(1));
    }

    private String post(String name, String contentType, String body) throws Exception {
        Endpoint endpoint = sluice.endpoints().named(name).orElseThrow();
        Instant now = Instant.now();
        URI url = sluice.webhooks.resolve("/webhooks/" + name);
        SignedRequest signed = endpoint.scheme()
                .sign(
                        new SignedRequest(
                                "POST",
                                url.toString(),
                                RequestHeaders.of(Map.of(
                                        "content-type", contentType,
                                        "x-github-event", "issues",
                                        "x-github-delivery", "1")),
                                body.getBytes(UTF_8)),
                        endpoint.currentSecrets(now).getFirst(),
                        now);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
        signed.headers().asMap().forEach((header, values) -> values.forEach(value -> request.header(header, value)));
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.body();
    }
}
