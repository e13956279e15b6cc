package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.access.AccessRules;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.AddressRange;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.http.TestPort.Doorstep;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The accessRules as a sender meets them. */
class DoorstepTest {
    private static final TrustedProxies LOOPBACK =
            new TrustedProxies(List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1")));
    private static final String SHOP = "/webhooks/shop";

    @Test
    void addressOffTheAllowlistIs403AndTheOthersAreTaken() throws Exception {
        AccessRules accessRules = new AccessRules(
                Optional.empty(),
                Optional.empty(),
                List.of(AddressRange.parse("203.0.113.0/24")),
                List.of(AddressRange.parse("203.0.113.66")),
                Set.of());
        try (TestPort ingest =
                new TestPort(new Doorstep(accessRules, GlobalAccessRules.NONE, LOOPBACK, false, Optional.empty()))) {
            assertThat(from(ingest, "203.0.113.9").statusCode()).isEqualTo(202);
            PublicPortTest.assertProblem(from(ingest, "198.51.100.1"), 403, "address_not_allowed");
            PublicPortTest.assertProblem(from(ingest, "203.0.113.66"), 403, "address_blocked");
            PublicPortTest.assertProblem(from(ingest, "203.0.113.9, 198.51.100.1"), 403, "address_not_allowed");
            assertThat(ingest.publisher.published()).hasSize(1);
        }
    }

    @Test
    void addressOnTheCommonBlocklistIs403OnEveryPath() throws Exception {
        GlobalAccessRules globalRules = new GlobalAccessRules(
                List.of(AddressRange.parse("127.0.0.0/8")), AddressLimit.NONE, Map.of(), Optional.empty());
        try (TestPort ingest = port(origins("https://example.com"), globalRules)) {
            PublicPortTest.assertProblem(send(ingest, SHOP), 403, "address_blocked");
            PublicPortTest.assertProblem(send(ingest, "/nowhere"), 403, "address_blocked");
            PublicPortTest.assertProblem(send(ingest, "/webhooks/closed"), 403, "address_blocked");
            PublicPortTest.assertProblem(preflight(ingest, SHOP, "https://example.com"), 403, "address_blocked");
            assertThat(ingest.send(ingest.post("/health", "").GET()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void plainHttpIs403WhereHttpsIsRequiredUnlessATrustedProxyHadHttps() throws Exception {
        try (TestPort ingest = new TestPort(
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, LOOPBACK, true, Optional.empty()))) {
            PublicPortTest.assertProblem(send(ingest, SHOP), 403, "https_required");
            assertThat(ingest.send(event(ingest, SHOP).header("X-Forwarded-Proto", "https"))
                            .statusCode())
                    .isEqualTo(202);
        }
        try (TestPort ingest = new TestPort(
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.empty()))) {
            PublicPortTest.assertProblem(
                    ingest.send(event(ingest, SHOP).header("X-Forwarded-Proto", "https")), 403, "https_required");
        }
    }

    @Test
    void limitOfAnAddressIs429WithEveryHeaderAndEndsByItself() throws Exception {
        RateLimit limit = new RateLimit(OptionalInt.of(6), OptionalInt.of(100), 2);
        try (TestPort ingest = port(AccessRules.NONE, perAddress(limit))) {
            HttpResponse<String> first = send(ingest, SHOP);
            assertThat(first.statusCode()).isEqualTo(202);
            assertThat(first.headers().firstValue("RateLimit-Limit")).hasValue("2");
            assertThat(first.headers().firstValue("RateLimit-Remaining")).hasValue("1");
            assertThat(first.headers().firstValue("RateLimit-Reset")).hasValue("10");
            assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("6;w=60;burst=2, 100;w=3600");
            assertThat(first.headers().firstValue("X-RateLimit-Limit")).hasValue("2");
            assertThat(first.headers().firstValue("X-RateLimit-Remaining")).hasValue("1");
            assertThat(first.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow())
                    .isBetween(System.currentTimeMillis() / 1000, System.currentTimeMillis() / 1000 + 11);
            send(ingest, SHOP);

            HttpResponse<String> third = send(ingest, SHOP);

            JsonNode problem = PublicPortTest.assertProblem(third, 429, "rate_limited");
            assertThat(problem.path("tier").asText()).isEqualTo("address");
            assertThat(problem.path("detail").asText()).contains("limit is that of the address");
            assertThat(third.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(third.headers().firstValue("RateLimit-Remaining")).hasValue("0");
            assertThat(third.headers().firstValue("RateLimit-Reset")).hasValue("20");
            assertThat(ingest.registry.scrape())
                    .contains("webhook_rate_limited_total{endpoint=\"shop\",tier=\"address\"} 1.0");
            ingest.pass(Duration.ofSeconds(10));
            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void forgeriesSpendNothingButTheLimitOfTheirAddress() throws Exception {
        GlobalAccessRules globalRules =
                new GlobalAccessRules(List.of(), AddressLimit.NONE, Map.of("generic", once()), Optional.of(once()));
        AccessRules shop = limited(once(), Optional.empty());
        try (TestPort ingest = port(shop, globalRules)) {
            for (int i = 0; i < 20; i++) {
                PublicPortTest.assertProblem(
                        ingest.send(event(ingest, SHOP).setHeader("X-Signature", "forged")), 401, "signature_mismatch");
            }

            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void tierThatRefusesCostsTheOthersNothing() throws Exception {
        RateLimit twiceAnHour = new RateLimit(OptionalInt.empty(), OptionalInt.of(2), 0);
        GlobalAccessRules globalRules =
                new GlobalAccessRules(List.of(), AddressLimit.NONE, Map.of(), Optional.of(once()));
        try (TestPort ingest = port(limited(twiceAnHour, Optional.empty()), globalRules)) {
            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
            for (int i = 0; i < 5; i++) {
                assertThat(tier(send(ingest, SHOP))).isEqualTo("global");
            }
            ingest.pass(Duration.ofMinutes(1));
            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
            ingest.pass(Duration.ofMinutes(1));
            assertThat(tier(send(ingest, SHOP))).isEqualTo("endpoint");
            assertThat(send(ingest, "/webhooks/other").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void providersLimitCountsAllItsEndpoints() throws Exception {
        GlobalAccessRules globalRules =
                new GlobalAccessRules(List.of(), AddressLimit.NONE, Map.of("generic", once()), Optional.empty());
        try (TestPort ingest = port(
                limited(new RateLimit(OptionalInt.of(9), OptionalInt.empty(), 9), Optional.empty()), globalRules)) {
            HttpResponse<String> tightest = send(ingest, SHOP);
            assertThat(tightest.headers().firstValue("RateLimit-Limit")).hasValue("1");
            assertThat(tier(send(ingest, "/webhooks/other"))).isEqualTo("provider");
        }
    }

    @Test
    void addressThatKeepsGoingBeyondAnEndpointsLimitIsBlockedThereAlone() throws Exception {
        try (TestPort ingest = port(limited(once(), Optional.of(Duration.ofMinutes(10))), GlobalAccessRules.NONE)) {
            for (int i = 0; i < 3; i++) {
                send(ingest, SHOP);
            }

            HttpResponse<String> blocked = send(ingest, SHOP);

            PublicPortTest.assertProblem(blocked, 403, "address_blocked");
            assertThat(blocked.headers().firstValue("Retry-After")).hasValue("600");
            assertThat(send(ingest, "/webhooks/other").statusCode()).isEqualTo(202);
            assertThat(ingest.registry.scrape()).contains("webhook_addresses_blocked 1.0");
            ingest.pass(Duration.ofMinutes(10));
            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void addressWhoseKeyCantBeLookedUpIsNotBlocked() throws Exception {
        GlobalAccessRules globalRules = new GlobalAccessRules(
                List.of(),
                new AddressLimit(Optional.empty(), OptionalInt.of(2), Optional.of(Duration.ofMinutes(1))),
                Map.of(),
                Optional.empty());
        try (TestPort ingest = port(AccessRules.NONE, globalRules)) {
            for (int i = 0; i < 3; i++) {
                PublicPortTest.assertProblem(
                        ingest.send(event(ingest, SHOP).setHeader("X-Signature", "unknown key")),
                        503,
                        "key_unavailable");
            }

            assertThat(send(ingest, SHOP).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void pageOfAnAllowedOriginMaySendAndReadTheAnswer() throws Exception {
        try (TestPort ingest = port(origins("https://example.com"), GlobalAccessRules.NONE)) {
            HttpResponse<String> preflight = preflight(ingest, SHOP, "https://example.com");
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.body()).isEmpty();
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://example.com");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                    .hasValue("POST");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .isPresent();
            assertThat(preflight.headers().firstValue("Vary")).hasValue("Origin");

            HttpResponse<String> answer = ingest.send(event(ingest, SHOP).header("Origin", "https://example.com"));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://example.com");
            assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
        }
    }

    @Test
    void pageOfAnotherOriginMayNot() throws Exception {
        try (TestPort ingest = port(origins("https://example.com"), GlobalAccessRules.NONE)) {
            HttpResponse<String> preflight = preflight(ingest, SHOP, "https://evil.example");
            PublicPortTest.assertProblem(preflight, 403, "origin_not_allowed");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();

            HttpResponse<String> answer = ingest.send(event(ingest, SHOP).header("Origin", "https://evil.example"));
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            PublicPortTest.assertProblem(
                    preflight(ingest, "/webhooks/other", "https://example.com"), 405, "method_not_allowed");
        }
    }

    private static TestPort port(AccessRules shop, GlobalAccessRules globalRules) {
        return new TestPort(new Doorstep(shop, globalRules, TrustedProxies.NONE, false, Optional.empty()));
    }

    private static RateLimit once() {
        return new RateLimit(OptionalInt.of(1), OptionalInt.empty(), 1);
    }

    private static AccessRules limited(RateLimit rate, Optional<Duration> blockFor) {
        return new AccessRules(Optional.of(rate), blockFor, List.of(), List.of(), Set.of());
    }

    private static AccessRules origins(String origin) {
        return new AccessRules(Optional.empty(), Optional.empty(), List.of(), List.of(), Set.of(origin));
    }

    private static GlobalAccessRules perAddress(RateLimit limit) {
        return new GlobalAccessRules(
                List.of(),
                new AddressLimit(Optional.of(limit), OptionalInt.empty(), Optional.empty()),
                Map.of(),
                Optional.empty());
    }

    private static String tier(HttpResponse<String> answer) throws Exception {
        return PublicPortTest.assertProblem(answer, 429, "rate_limited")
                .path("tier")
                .asText();
    }

    private static HttpRequest.Builder event(TestPort ingest, String path) {
        return ingest.post(path, TestPort.event("evt_1"));
    }

    private static HttpResponse<String> send(TestPort ingest, String path) throws Exception {
        return ingest.send(event(ingest, path));
    }

    private static HttpResponse<String> from(TestPort ingest, String forwardedFor) throws Exception {
        return ingest.send(event(ingest, SHOP).header("X-Forwarded-For", forwardedFor));
    }

    private static HttpResponse<String> preflight(TestPort ingest, String path, String origin) throws Exception {
        return ingest.send(ingest.post(path, "")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-signature"));
    }
}
