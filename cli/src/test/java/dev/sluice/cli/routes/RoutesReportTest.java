package dev.sluice.cli.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.route.Route;
import dev.sluice.route.RouteOptions;
import dev.sluice.route.RouteSources;
import dev.sluice.route.RoutesReport;
import dev.sluice.signature.RequestHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesReportTest {
    private static final String ROUTES = """
            routes:
              - name: large
                match:
                  events: ["payment.*"]
                  endpoints: [shop]
                  filters:
                    - {field: data.object.amount, operator: greater_than, value: 1000}
                    - any:
                        - {header: X-Region, operator: in, value: [eu, uk]}
                        - not: {field: data.object.currency, operator: exists}
                handler: payments
              - name: tests
                match: {livemode: false}
                handler: ignore
                reason: nobody needs test events
              - name: out
                match: {events: ["shipment.*"]}
                handler: payments
            """;
    private static final String BODY =
            "{\"id\":\"evt_1\",\"type\":\"payment_intent.succeeded\",\"livemode\":false,\"data\":{\"object\":{\"id\":\"pi_1\",\"amount\":\"2e3\"}}}";

    @TempDir
    private Path directory;

    @Test
    void everyConditionIsShownWithWhatItSaw() throws Exception {
        StringWriter out = new StringWriter();
        report(BODY, Map.of("X-Region", "us"), Optional.empty()).print(new PrintWriter(out, true));

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                event shop/evt_1: type payment_intent.succeeded, category payment.succeeded, provider stripe, livemode false

                takes it   large (handler payments)
                  yes  all of
                    yes  endpoints: shop   (saw shop)
                    yes  events: payment.*   (saw payment_intent.succeeded, payment.succeeded)
                    yes  data.object.amount greater_than 1000   (saw "2e3")
                    yes  any of
                      no   header x-region in [eu, uk]   (saw "us")
                      yes  not
                        no   data.object.currency exists   (nothing there)

                takes it   tests (handler ignore: nobody needs test events)
                  yes  livemode: false   (saw false)

                leaves it  out (handler payments)
                  with keys: ${NOT_AT_HAND}, (secret)
                  with url: https://a.example
                  no   events: shipment.*   (saw payment_intent.succeeded, payment.succeeded)

                2 of 3 routes take it: large, tests
                """);
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        JsonNode event = report(BODY.replace("2e3", "7").replace("false", "true"), Map.of(), Optional.empty())
                .json()
                .path("events")
                .path(0);

        assertThat(event.path("taken_by")).isEmpty();
        assertThat(event.path("routes").path(0).path("takes").asBoolean(true)).isFalse();
        JsonNode amount =
                event.path("routes").path(0).path("match").path("parts").path(2);
        assertThat(amount.path("condition").asText()).isEqualTo("data.object.amount greater_than 1000");
        assertThat(amount.path("holds").asBoolean(true)).isFalse();
        assertThat(amount.path("seen").path(0).asText()).isEqualTo("\"7\"");
        assertThat(event.path("routes").path(2).path("with"))
                .hasToString("{\"keys\":[\"${NOT_AT_HAND}\",\"(secret)\"],\"url\":[\"https://a.example\"]}");
    }

    @Test
    void eventThatNoRouteTakesIsSaidToBe() throws Exception {
        RoutesReport report = report(BODY.replace("false", "true"), Map.of(), Optional.of("other.kind"));
        StringWriter out = new StringWriter();
        report.print(new PrintWriter(out, true));

        assertThat(report.allTaken()).isFalse();
        assertThat(out.toString()).contains("type other.kind", "no route takes it");
    }

    @Test
    void bodyWithoutAnIdNeedsAType() throws Exception {
        assertThatThrownBy(() -> report("erp", "{}", Map.of(), Optional.empty()))
                .hasMessageContaining("nothing is at /kind", "--type");
        assertThatThrownBy(() -> report("erp", "{", Map.of(), Optional.of("a.b")))
                .hasMessageContaining("not JSON");

        assertThat(report("erp", "{\"a\":1}", Map.of(), Optional.of("a.b")).events())
                .extracting(event -> event.event().type())
                .containsExactly("a.b");
    }

    private RoutesReport report(String body, Map<String, String> headers, Optional<String> type) throws Exception {
        return report("shop", body, headers, type);
    }

    private RoutesReport report(String endpoint, String body, Map<String, String> headers, Optional<String> type)
            throws Exception {
        Path endpoints = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop: {provider: stripe, secrets: ["${NOT_AT_HAND}"]}
                  erp:
                    provider: generic
                    secrets: ["${NOT_AT_HAND}"]
                    signature: {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: "{body}"}
                    event: {id: /number, type: /kind}
                """);
        Path routes = Files.writeString(directory.resolve("routes.yaml"), ROUTES);
        EndpointCatalog known =
                EndpointsFile.inspect(endpoints, Map.of(), 1 << 20).endpoints();
        Optional<Endpoint> named = EventFile.endpoint(known, Optional.of(endpoint));
        List<WebhookEvent> events = new EventFile(body.getBytes(UTF_8), RequestHeaders.of(headers), type).events(named);
        RouteSources.Reading read = new RouteSources(routes, Map.of(), () -> Set.of("payments")).read();
        return RoutesReport.of(
                routes.toString(),
                new RouteSources.Reading(
                        read.routes().stream()
                                .map(route -> route.name().equals("out") ? withOptions(route) : route)
                                .toList(),
                        read.categories(),
                        read.fingerprint()),
                events,
                List.of());
    }

    private static Route withOptions(Route route) {
        RouteOptions options = new RouteOptions(new TreeMap<>(Map.of(
                "url",
                List.of(new RouteOptions.Value("https://a.example", Optional.empty(), false)),
                "keys",
                List.of(
                        new RouteOptions.Value("${NOT_AT_HAND}", Optional.empty(), true),
                        new RouteOptions.Value("written-out", Optional.of("written-out"), true)))));
        return new Route(
                route.name(),
                route.match(),
                route.handler(),
                options,
                route.reason(),
                route.priority(),
                route.timeout(),
                route.retry(),
                route.breaker());
    }
}
