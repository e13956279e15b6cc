package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.provider.ProviderPreset.Coverage;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void signedUrlIsThePublicOneWithTheRequestsOwnQuery() throws Exception {
        Endpoint endpoint = endpoint("provider: cloudevents, secrets: [s3cret], public_url: 'https://h/ce?tenant=1'");

        assertThat(endpoint.signedUrl("http://10.0.0.1/webhooks/a?tenant=1&more=2"))
                .isEqualTo("https://h/ce?tenant=1&more=2");
        assertThat(endpoint.signedUrl("http://10.0.0.1/webhooks/a")).isEqualTo("https://h/ce");
    }

    /** Twilio's connection overrides are written so; the fragment is the client's and never sent. */
    @ParameterizedTest
    @CsvSource({
        "https://h/ce#rc=2,           https://h/ce,     https://h/ce",
        "https://h/ce?a=1#rc=2&rp=ct, https://h/ce?b=2, https://h/ce?a=1&b=2",
        "https://h/ce#rc=2?a=1,       https://h/ce?b=2, https://h/ce?b=2",
        "https://h#,                  https://h,        https://h"
    })
    void fragmentOfThePublicUrlIsNotSigned(String publicUrl, String requested, String signed) throws Exception {
        Endpoint endpoint = endpoint("provider: twilio, secrets: [made-up], public_url: '" + publicUrl + "'");

        assertThat(endpoint.signedUrl(requested)).isEqualTo(signed);
    }

    /** Of every preset that signs the URL. */
    @ParameterizedTest
    @CsvSource({"twilio", "square", "hubspot", "hubspot-v2"})
    void registeredQueryIsPartOfASignedUrl(String provider) throws Exception {
        Endpoint endpoint =
                endpoint("provider: " + provider + ", secrets: [made-up], public_url: 'https://h/ce?tenant=1&v=2'");

        assertThat(endpoint.signedUrl("http://10.0.0.1/webhooks/a?tenant=1&v=2&step=3"))
                .isEqualTo("https://h/ce?tenant=1&v=2&step=3");
        assertThat(endpoint.signedUrl("http://10.0.0.1/webhooks/a")).isEqualTo("https://h/ce?tenant=1&v=2");
        assertThat(endpoint.signedUrl("http://10.0.0.1/webhooks/a?tenant=2&v=2"))
                .as("signed with the same key for another URL of the account")
                .isEqualTo("https://h/ce?tenant=1&v=2&tenant=2&v=2");
    }

    @Test
    void tokenInTheConfiguredUrlProvesNothing() throws Exception {
        Endpoint endpoint =
                endpoint("provider: cloudevents, secrets: [s3cret], public_url: 'https://h/ce?access_token=s3cret'");
        SignedRequest request = request("{}").at(endpoint.signedUrl("http://10.0.0.1/webhooks/a"));

        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), NOW)).isInstanceOf(Rejected.class);
    }

    @Test
    void ownSignatureCoversWhatItsContentDoes() throws Exception {
        String event = ", event: {id: /id, type: /type}";

        assertThat(coverage("signed: '{body}'" + event)).isEqualTo(new Coverage(true, true, false));
        assertThat(coverage("timestamp: X-Time, signed: '{timestamp}{json:/token}'" + event))
                .isEqualTo(new Coverage(false, false, true));
        assertThat(coverage("signed: '{body}', event: {id: header:X-Id, type: /type}"))
                .isEqualTo(new Coverage(true, false, false));
    }

    @Test
    void ownSignatureOverATokenMakesItGoodForOneBody() throws Exception {
        Endpoint endpoint = endpoint(generic("signed: '{json:/token}', event: {id: /id, type: /type}"));

        Checked<Reading> reading = new EventReader()
                .read(endpoint, request("{\"id\":\"1\",\"type\":\"t\",\"token\":\"once\"}"), NOW, Tracing.NONE);

        assertThat(reading.orElseThrow().events().getFirst().token()).hasValue("once");
    }

    @Test
    void idempotencyKeyIsWhereTheEndpointSays() throws Exception {
        String stripe = "provider: stripe, secrets: [whsec_x]";
        String body = """
                {"id":"evt_1","type":"t","request":{"id":"req_1","idempotency_key":"order-7"}}""";

        assertThat(keyOf(stripe, body)).isEmpty();
        assertThat(keyOf(stripe + ", idempotency_key: /request/idempotency_key", body))
                .hasValue("order-7");
        assertThat(keyOf(stripe + ", idempotency_key: header:Idempotency-Key", body))
                .hasValue("of-the-header");
        assertThat(keyOf(stripe + ", idempotency_key: [/data/object/key, /request/id]", body))
                .hasValue("req_1");
        assertThat(keyOf(stripe + ", idempotency_key: /request/idempotency_key", body.replace("\"order-7\"", "null")))
                .isEmpty();
    }

    private Optional<String> keyOf(String settings, String body) throws Exception {
        return new EventReader()
                .read(endpoint(settings), request(body), NOW, Tracing.NONE)
                .orElseThrow()
                .events()
                .getFirst()
                .idempotencyKey();
    }

    private Coverage coverage(String signature) throws Exception {
        return endpoint(generic(signature)).coverage();
    }

    private static String generic(String rest) {
        int event = rest.indexOf(", event:");
        return "provider: generic, secrets: [s3cret], signature: {header: X-Signature, " + rest.substring(0, event)
                + "}" + rest.substring(event);
    }

    private Endpoint endpoint(String settings) throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), "endpoints: {a: {" + settings + "}}");
        return EndpointsFile.read(file, Map.of(), 1024 * 1024).named("a").orElseThrow();
    }

    private static SignedRequest request(String body) {
        return new SignedRequest(
                "POST",
                "https://h/ce",
                RequestHeaders.of(Map.of("content-type", "application/json", "idempotency-key", "of-the-header")),
                body.getBytes(UTF_8));
    }
}
