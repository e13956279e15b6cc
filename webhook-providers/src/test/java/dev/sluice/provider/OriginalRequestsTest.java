package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.JsonBodies;
import dev.sluice.event.OriginalRequest;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalRequestsTest {
    @Test
    void headersAreKeptButForCredentials() {
        OriginalRequest trace = OriginalRequests.of(
                request(
                        "https://example.com/",
                        RequestHeaders.ofAll(Map.of(
                                "Stripe-Signature", List.of("t=1,v1=\"quoted\""),
                                "X-Several", List.of("a", "b"),
                                "Authorization", List.of("Bearer not-real"),
                                "Proxy-Authorization", List.of("Basic not-real"),
                                "COOKIE", List.of("session=not-real")))),
                List::of,
                List.of(),
                OriginalRequests.HEADERS_LIMIT);

        JsonNode headers = json(trace);
        assertThat(headers.size()).isEqualTo(2);
        assertThat(headers.path("stripe-signature").asText()).isEqualTo("t=1,v1=\"quoted\"");
        assertThat(headers.path("x-several").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void whatHoldsTheEndpointsSecretIsNotKept() {
        OriginalRequest trace = OriginalRequests.of(
                request("https://example.com/?Word=not-real&x=1", RequestHeaders.of(Map.of("X-Word", "not-real"))),
                () -> List.of("X-Word"),
                List.of("X-Word", "Word"),
                OriginalRequests.HEADERS_LIMIT);

        assertThat(trace.headersJson()).isEqualTo("{}");
        assertThat(trace.target()).endsWith("https://example.com/?x=1");
    }

    @Test
    void largestHeadersGoFirstAndThoseOfTheSignatureLast() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Signature", "s".repeat(20_000));
        headers.put("X-Small", "small");
        for (int i = 0; i < 20; i++) {
            headers.put("X-Large-" + i, "€".repeat(1_000 + i));
        }

        OriginalRequest trace = OriginalRequests.of(
                request("https://example.com/", RequestHeaders.of(headers)),
                () -> List.of("X-SIGNATURE"),
                List.of(),
                OriginalRequests.HEADERS_LIMIT);

        assertThat(trace.headersJson().getBytes(UTF_8)).hasSizeBetween(28_000, 32 * 1024);
        assertThat(json(trace).has("x-signature")).isTrue();
        assertThat(json(trace).has("x-small")).isTrue();
        assertThat(json(trace).has("x-large-0")).isTrue();
        assertThat(json(trace).has("x-large-19")).isFalse();
    }

    @Test
    void evenASignatureGoesWhenItAloneIsTooMuch() {
        RequestHeaders headers = RequestHeaders.of(Map.of("X-Signature", "s".repeat(40_000), "X-Other", "o"));

        OriginalRequest trace = OriginalRequests.of(
                request("https://example.com/", headers),
                () -> List.of("X-Signature"),
                List.of(),
                OriginalRequests.HEADERS_LIMIT);

        assertThat(trace.headersJson()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/a,                                  https://example.com/a",
        "https://example.com/a?x=1&bodySHA256=2,                 https://example.com/a?x=1&bodySHA256=2",
        "https://example.com/a?token=t&x=1,                      https://example.com/a?x=1",
        "https://example.com/a?x=1&Api-Key=k&access_token=t,     https://example.com/a?x=1",
        "https://example.com/a?%74oken=t,                        https://example.com/a",
        "https://example.com/a?to%ken=t,                         https://example.com/a",
        "https://example.com/a?client_secret,                    https://example.com/a",
        "https://user:pass@example.com/a@b?x=1,                  https://example.com/a@b?x=1"
    })
    void targetHasNoSecrets(String url, String expected) {
        assertThat(OriginalRequests.of(
                                request(url, RequestHeaders.of(Map.of())),
                                List::of,
                                List.of(),
                                OriginalRequests.HEADERS_LIMIT)
                        .target())
                .isEqualTo("POST " + expected);
    }

    private static SignedRequest request(String url, RequestHeaders headers) {
        return new SignedRequest("POST", url, headers, new byte[0]);
    }

    private static JsonNode json(OriginalRequest trace) {
        return JsonBodies.tree(trace.headersJson().getBytes(UTF_8)).orElseThrow();
    }
}
