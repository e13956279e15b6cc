package dev.sluice.processor.handlers.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Inspection;
import dev.sluice.config.Mistake;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.route.GivenOptions;
import dev.sluice.route.Route;
import dev.sluice.route.RouteSources;
import dev.sluice.route.RoutesFile;
import dev.sluice.testing.EventBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of both handlers, as {@code routes.yaml} gives them. */
final class ForwardOptionsTest {
    private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final HandlerCatalog HANDLERS = new HandlerCatalog(List.of(new ForwardHttp(), new ForwardKafka()));

    @TempDir
    private Path directory;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("KEY", SECRET, "SHORT", "whsec_c2hvcnQ=", "WHERE", "ftp://secret.example"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            forward-http | {secrets: ["${KEY}"]}                                    | 'url' is missing. Write url:
            forward-http | {url: "https://a.example"}                               | 'secrets' is missing. Write secrets: ["${NAME}"]
            forward-http | {url: "https://a.example", secrets: ["${SHORT}"]}        | secrets[0] can't be used: it does not hold 24 to 64 bytes
            forward-http | {url: "https://a.example", secrets: []}                  | 'secrets' is missing
            forward-http | {url: "https://a.example", secret: "${KEY}"}             | 'secret' is not known here. Did you mean 'secrets'?
            forward-http | {url: "${WHERE}", secrets: ["${KEY}"]}                   | begins with neither https:// nor http://
            forward-http | {url: [a, b], secrets: ["${KEY}"]}                       | 'url' takes one value
            forward-http | {url: {a: b}, secrets: ["${KEY}"]}                       | expected a list, found a mapping
            forward-http | {url: "https://u:p@a.example", secrets: ["${KEY}"]}      | a user, a password or a #fragment
            forward-http | {url: "https://a_b.example", secrets: ["${KEY}"]}        | names no host
            forward-http | {url: "http://10.0.0.1/", secrets: ["${KEY}"]}           | 10.0.0.1 is not a public address. Write allow: ["10.0.0.1"]
            forward-http | {url: "https://[::1]/", secrets: ["${KEY}"]}             | is not a public address
            forward-http | {url: "https://a.example", secrets: ["${KEY}"], allow: [10.0.0.1/8]} | has bits beyond its prefix
            forward-http | {url: "https://a.example", secrets: ["${KEY}"], connect_timeout: 5s} | longer than the 4500 ms
            forward-http | {url: "https://a.example", secrets: ["${KEY}"], connect_timeout: 5}  | '5' is not a duration
            forward-kafka | {}                                                      | 'topic' is missing. Write topic:
            forward-kafka | {topic: ""}                                             | 'topic' is empty
            forward-kafka | {topic: webhooks.events}                                | 'webhooks.events' is one of Sluice's own topics
            forward-kafka | {topic: webhooks.mine}                                  | what begins with webhooks. is not published to
            forward-kafka | {topic: "a b"}                                          | no topic can be named 'a b'
            forward-kafka | {topic: ..}                                             | no topic can be named '..'
            forward-kafka | {topic: orders, key: a..b}                              | 'a..b' is not a path of fields
            forward-kafka | {topic: orders, key: "items.*.id"}                      | may have several values
            forward-kafka | {topic: orders, keys: event_id}                         | Did you mean 'key'?
            """)
    void mistakeIsNamedWithItsLineAndItsFix(String handler, String options, String expected) throws Exception {
        write(handler, options);
        ConfigurationException e = catchThrowableOfType(
                ConfigurationException.class, () -> RoutesFile.read(file(), environment, HANDLERS));

        assertThat(e.mistakes()).anySatisfy(mistake -> {
            assertThat(mistake.where()).endsWith("routes.yaml:4");
            assertThat(mistake.toString()).contains(expected);
        });
        assertThat(e.mistakes().toString()).doesNotContain(SECRET).doesNotContain("secret.example");
        // What keeps the service from starting is what a check without the secrets at hand finds, as far as it can see.
        assertThat(RoutesFile.inspect(file(), environment, HANDLERS, Optional.empty())
                        .mistakes())
                .isEqualTo(e.mistakes());
    }

    @Test
    void whatIsMissingStandsWhereItShould() throws Exception {
        Files.writeString(file(), "routes:\n  - name: out\n    handler: forward-kafka\n");

        assertThat(RoutesFile.inspect(file(), environment, HANDLERS, Optional.empty())
                        .mistakes())
                .extracting(Mistake::where, Mistake::what)
                .containsExactly(tuple(file() + ":2", "'topic' is missing"));
    }

    @Test
    void valuesThatAreNotAtHandAreNoMistakeOfTheFile() throws Exception {
        write("forward-http", "{url: \"${NOWHERE}\", secrets: [\"${NOBODY}\"]}");

        Inspection found = RoutesFile.inspect(file(), Map.of(), HANDLERS, Optional.empty());

        assertThat(found.mistakes()).isEmpty();
        assertThat(found.absent()).hasSize(2);
    }

    @Test
    void whatIsHardlyMeantIsDoubted() throws Exception {
        write("forward-http", "{url: \"http://a.example\", secrets: [\"" + SECRET + "\"]}");

        Inspection found = RoutesFile.inspect(file(), environment, HANDLERS, Optional.empty());

        assertThat(found.mistakes()).isEmpty();
        assertThat(found.doubts())
                .extracting(Mistake::what)
                .containsExactlyInAnyOrder(
                        "the events would travel unencrypted",
                        "'secrets' stands in the file itself, where everybody who sees the file can read it");
        assertThat(found.doubts().toString()).doesNotContain(SECRET);
    }

    @Test
    void optionsArePartOfTheVersionAndSecretsAreNotShown() throws Exception {
        write("forward-http", "{url: \"https://a.example\", secrets: [\"" + SECRET + "\", \"${KEY}\"]}");
        RouteSources.Reading one = new RouteSources(file(), environment, HANDLERS).read();
        write("forward-http", "{url: \"https://b.example\", secrets: [\"" + SECRET + "\", \"${KEY}\"]}");
        RouteSources.Reading other = new RouteSources(file(), environment, HANDLERS).read();

        assertThat(one.version()).isNotEqualTo(other.version());
        assertThat(one.routes().toString())
                .contains("https://a.example")
                .contains("${KEY}")
                .doesNotContain(SECRET);
        assertThat(one.routes().getFirst().options().shown())
                .isEqualTo(Map.of("url", List.of("https://a.example"), "secrets", List.of("(secret)", "${KEY}")));
    }

    @Test
    void keyIsTheEventsIdOrItsObjectsOrWhatStandsInTheDocument() throws Exception {
        EventBuilder event = EventBuilder.event("shop", "evt_1").subject("obj_1");
        String body = "{\"customer\":{\"id\":\"cus_1\",\"n\":7,\"none\":null,\"list\":[1]}}";

        assertThat(key("", event, body)).isEqualTo("evt_1");
        assertThat(key("key: event_id", event, body)).isEqualTo("evt_1");
        assertThat(key("key: object_id", event, body)).isEqualTo("obj_1");
        assertThat(key("key: customer.id", event, body)).isEqualTo("cus_1");
        assertThat(key("key: customer.n", event, body)).isEqualTo("7");
        for (String nothing : List.of("customer.none", "customer.list", "customer", "other")) {
            assertThat(catchThrowableOfType(PermanentException.class, () -> key("key: " + nothing, event, body)))
                    .as(nothing)
                    .hasMessage("there is no text or number at " + nothing + ", which is to be the record's key");
        }
        assertThat(catchThrowableOfType(
                        PermanentException.class,
                        () -> key("key: object_id", EventBuilder.event("shop", "evt_1"), body)))
                .hasMessageContaining("names no object");
    }

    @Test
    void examplesOfThePageAreReadWithoutMistakes() throws Exception {
        StringBuilder routes = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("..", "docs", "handlers.md"))) {
            if (line.equals("    routes:") || (!routes.isEmpty() && line.startsWith("    "))) {
                routes.append(line.substring(4)).append('\n');
            } else if (!routes.isEmpty()) {
                break;
            }
        }
        Files.writeString(file(), routes);

        assertThat(RoutesFile.read(file(), Map.of("SHOP_WEBHOOK_SECRET", SECRET), HANDLERS))
                .extracting(Route::handler)
                .containsExactly("forward-http", "forward-kafka");
    }

    private String key(String option, EventBuilder event, String body) throws Exception {
        write("forward-kafka", "{topic: orders, " + option + "}");
        Route route = RoutesFile.read(file(), environment, HANDLERS).getFirst();
        Handler handler = new ForwardKafka().with(GivenOptions.of(route));
        HandlerResult.Processed result =
                (HandlerResult.Processed) handler.handle(HandlerRequests.of(event.body(body), "order.paid", body));
        return ((Effect.Publish) result.effects().getFirst()).key();
    }

    private Path file() {
        return directory.resolve("routes.yaml");
    }

    private void write(String handler, String options) throws IOException {
        Files.writeString(file(), "routes:\n  - name: out\n    handler: " + handler + "\n    with: " + options + "\n");
    }
}
