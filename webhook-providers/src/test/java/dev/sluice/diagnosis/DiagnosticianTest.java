package dev.sluice.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosticianTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final String STANDARD = "whsec_bm90IGEgcmVhbCBzZWNyZXQ=";
    private static final String URL = "https://hooks.example.com/in";

    private EndpointCatalog catalog = new EndpointCatalog(List.of());

    @BeforeEach
    void configure(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop:
                    provider: stripe
                    secrets: [whsec_not_a_real_one, {value: an_old_one, until: 2025-01-01}]
                  other:
                    provider: stripe
                    secrets: [whsec_of_the_other]
                  quoted:
                    provider: github
                    secrets: [" not-a-real-one "]
                  standard:
                    provider: generic
                    secrets: [%s]
                    signature: {algorithm: hmac-sha256, key: base64, header: X-Signature, encoding: base64, prefix: "v1,"}
                    event: {id: /id, type: /type}
                  rotating:
                    provider: github
                    secrets: [a-new-one, not-a-real-one]
                  bound:
                    provider: generic
                    secrets: [not-a-real-one]
                    public_url: %s
                    signature: {header: X-Signature, signed: "{url}{body}"}
                    event: {id: /id, type: /type}
                """.formatted(STANDARD, URL));
        catalog = EndpointsFile.read(file, Map.of(), 1024 * 1024);
    }

    @Test
    void changedLineEndsAreFound() {
        assertThat(changed("shop", "{}", body -> body + "\n")).isEqualTo("line_end_added");
        assertThat(changed("shop", "{}\n", String::strip)).isEqualTo("line_end_lost");
        assertThat(changed("shop", "{\n}", body -> body.replace("\n", "\r\n"))).isEqualTo("line_ends_changed");
    }

    @Test
    void jsonThatWasWrittenAgainIsFound() {
        String compact = "{\"id\":\"é\",\"list\":[1,2.5],\"none\":{}}";
        String spaced = "{\"id\": \"é\", \"list\": [1, 2.5], \"none\": {}}";

        assertThat(changed("shop", compact, body -> spaced)).isEqualTo("json_reserialised");
        assertThat(changed("shop", spaced, body -> compact)).isEqualTo("json_reserialised");
    }

    @Test
    void clocksAreCompared() {
        assertThat(signedAt(NOW.minusSeconds(400))).isEqualTo("clock_skew");
        assertThat(signedAt(NOW.plusSeconds(400))).isEqualTo("clock_skew");
        assertThat(signedAt(NOW.minusSeconds(90_000))).isEqualTo("old_request");
        assertThat(signedAt(Instant.ofEpochSecond(NOW.toEpochMilli()))).isEqualTo("timestamp_in_milliseconds");
    }

    @Test
    void otherSecretsAreFoundAndNotForTheSender() {
        Endpoint shop = endpoint("shop");
        Diagnosis retired = only(shop, signed(shop, shop.secrets().get(1), "{}"));
        Diagnosis ofOther = only(shop, signed(shop, endpoint("other").secrets().get(0), "{}"));

        assertThat(retired.code()).isEqualTo("secret_retired");
        assertThat(ofOther.code()).isEqualTo("secret_of_other_endpoint");
        assertThat(ofOther.detail()).contains("endpoint other");
        assertThat(List.of(retired, ofOther)).noneMatch(Diagnosis::byCurrentSecret);
    }

    @Test
    void secretWithBlanksIsFound() {
        Endpoint endpoint = endpoint("quoted");

        assertThat(only(endpoint, signed(endpoint, new Secret("s", "not-a-real-one"), "{}"))
                        .code())
                .isEqualTo("secret_has_blanks");
    }

    @Test
    void wholeTextInThePlaceOfTheDecodedKeyIsFound() throws Exception {
        Endpoint endpoint = endpoint("standard");
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(STANDARD.getBytes(UTF_8), "HmacSHA256"));
        String signature = java.util.Base64.getEncoder().encodeToString(mac.doFinal("{}".getBytes(UTF_8)));

        assertThat(only(endpoint, request("{}").with("X-Signature", "v1," + signature))
                        .code())
                .isEqualTo("key_form");
    }

    @Test
    void missingPrefixIsFound() {
        Endpoint endpoint = endpoint("standard");
        SignedRequest signed = signed(endpoint, endpoint.secrets().get(0), "{}");
        String bare = signed.headers().first("X-Signature").orElseThrow().substring("v1,".length());

        assertThat(only(endpoint, signed.with("X-Signature", bare)).code()).isEqualTo("prefix_missing");
    }

    @Test
    void urlThatWasRegisteredIsFound() {
        Endpoint endpoint = endpoint("bound");
        SignedRequest signed = endpoint.scheme()
                .sign(
                        request("{}").at("http://hooks.example.com/in"),
                        endpoint.secrets().get(0),
                        NOW);

        Diagnosis diagnosis = only(endpoint, signed.at(URL));

        assertThat(diagnosis.code()).isEqualTo("url_differs");
        assertThat(diagnosis.detail()).contains("http://hooks.example.com/in");
    }

    @Test
    void urlIsShownWithoutCredentialsAndQuery() {
        Endpoint endpoint = endpoint("bound");
        String configured = "https://user:not-real@hooks.example.com/in?token=not-real";
        SignedRequest signed = endpoint.scheme()
                .sign(
                        request("{}").at(configured.replace("https:", "http:")),
                        endpoint.secrets().get(0),
                        NOW);

        assertThat(only(endpoint, signed.at(configured)).detail())
                .contains("http://hooks.example.com/in?…;")
                .doesNotContain("not-real", "user");
    }

    @Test
    void headersOfAnotherProviderAreFound() {
        Endpoint github = endpoint("quoted");
        SignedRequest signed = signed(github, github.secrets().get(0), "{}");

        assertThat(only(endpoint("shop"), signed).code()).isEqualTo("other_provider");
    }

    @Test
    void forgeryIsNotExplained() {
        Endpoint shop = endpoint("shop");

        assertThat(diagnoses(shop, signed(shop, new Secret("forged", "guess"), "{\"id\":1}\n")))
                .isEmpty();
    }

    @Test
    void largeBodyIsNotTried() {
        String large = "\"" + "a".repeat(Diagnostician.BODY_LIMIT) + "\"";
        Endpoint shop = endpoint("shop");
        SignedRequest signed = signed(shop, shop.secrets().get(0), large);

        assertThat(diagnoses(shop, signed.withBody((large + "\n").getBytes(UTF_8))))
                .isEmpty();
    }

    @Test
    void numbersAreWrittenAgainAsTheyCame() {
        String compact = "{\"a\":1.0e3,\"b\":123456789012345678901234567890,\"c\":1e999999999,\"d\":-0.0}";

        assertThat(changed("shop", compact, body -> body.replace(":", ": "))).isEqualTo("json_reserialised");
    }

    static Stream<String> shapes() {
        return Stream.of(BodyVariations.JSON_LIMIT, Diagnostician.BODY_LIMIT)
                .flatMap(limit -> Stream.of(
                        "1".repeat(limit),
                        "[" + "-1.5e-300,".repeat(limit / 11) + "1]",
                        "[0." + "3".repeat(limit - 30) + ",1e2147483647]",
                        "[".repeat(limit / 2) + "]".repeat(limit / 2),
                        "[".repeat(200) + "0,".repeat(limit / 3) + "0" + "]".repeat(200),
                        "{" + "\"a\":{".repeat(limit / 7) + "}".repeat(limit / 7) + "}",
                        "{\"" + "\\u0000".repeat(limit / 7) + "\":0}",
                        "[" + "\"\",".repeat(limit / 4) + "0]",
                        "{" + "\"\":0,".repeat(limit / 6) + "\"\":0}",
                        "\n".repeat(limit),
                        "[" + "\r\n".repeat(limit / 3) + "]",
                        "\"" + "é".repeat(limit / 3) + "\"",
                        "[1," + "9".repeat(limit - 10)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void noBodyMakesARefusalDear(String body) {
        for (String name : List.of("shop", "standard", "bound", "rotating")) {
            Endpoint endpoint = endpoint(name);
            SignedRequest forged = signed(endpoint, new Secret("forged", STANDARD), body);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 30; i++) {
                long start = System.nanoTime();
                diagnoses(endpoint, forged);
                best = Math.min(best, System.nanoTime() - start);
            }

            assertThat(Duration.ofNanos(best)).as(name).isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void formsThatGrowBeyondMeasureAreNotTried() {
        String deep = "[".repeat(900) + "0,".repeat(20_000) + "0" + "]".repeat(900);

        assertThat(BodyVariations.of(deep.getBytes(UTF_8)))
                .isNotEmpty()
                .allSatisfy(body -> assertThat(body.bytes().length).isLessThan(4 * deep.length()));
    }

    @Test
    void noDiagnosisShowsASecret() {
        for (Endpoint endpoint : catalog.all()) {
            for (Endpoint other : catalog.all()) {
                SignedRequest signed = signed(other, other.secrets().get(0), "{}\n");
                String found = diagnoses(endpoint, signed.withBody("{}".getBytes(UTF_8)))
                                .toString()
                        + diagnoses(endpoint, signed);
                catalog.all()
                        .forEach(each -> each.secrets()
                                .forEach(secret -> assertThat(found)
                                        .doesNotContain(secret.text().strip())));
            }
        }
    }

    private String changed(String name, String sent, UnaryOperator<String> change) {
        Endpoint endpoint = endpoint(name);
        SignedRequest signed = signed(endpoint, endpoint.secrets().get(0), sent);
        Diagnosis diagnosis = only(endpoint, signed.withBody(change.apply(sent).getBytes(UTF_8)));
        assertThat(diagnosis.byCurrentSecret()).isTrue();
        return diagnosis.code();
    }

    private String signedAt(Instant at) {
        Endpoint shop = endpoint("shop");
        return only(shop, shop.scheme().sign(request("{}"), shop.secrets().get(0), at))
                .code();
    }

    private Diagnosis only(Endpoint endpoint, SignedRequest request) {
        List<Diagnosis> found = diagnoses(endpoint, request);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<Diagnosis> diagnoses(Endpoint endpoint, SignedRequest request) {
        return endpoint.scheme().verify(request, endpoint.currentSecrets(NOW), NOW) instanceof Rejected<Genuine> refused
                ? new Diagnostician().of(endpoint, request, request.url(), refused, catalog, NOW)
                : List.of();
    }

    private Endpoint endpoint(String name) {
        return catalog.named(name).orElseThrow();
    }

    private static SignedRequest signed(Endpoint endpoint, Secret secret, String body) {
        return endpoint.scheme()
                .sign(endpoint.publicUrl().isPresent() ? request(body).at(URL) : request(body), secret, NOW);
    }

    private static SignedRequest request(String body) {
        return new SignedRequest(
                "POST",
                "http://127.0.0.1/webhooks/shop",
                RequestHeaders.of(Map.of("content-type", "application/json")),
                body.getBytes(UTF_8));
    }
}
