package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.provider.Categories;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventReader;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample of a provider that handlers can read, as the ingest service would take it, is made something of. */
final class SamplesAreReadTest {
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");
    private static final Categories CATEGORIES = HandlerRequests.categories();
    private static final List<Handler> HANDLERS =
            List.of(new ApplyPayments(), new ApplyCustomers(), new ApplySubscriptions(), new ApplyInvoices());
    private static final Map<String, Handler> SUMMARIES =
            Map.of("github", new SummarizeGithub(), "slack", new SummarizeSlack(), "twilio", new SummarizeTwilio());
    /** Good for every endpoint of the example: Adyen's is hexadecimal. */
    private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static final List<JsonNode> OTHERS = List.of(
            NullNode.getInstance(),
            BooleanNode.TRUE,
            new TextNode(""),
            new TextNode("\u0000x"),
            new LongNode(-1),
            new BigIntegerNode(BigInteger.TWO.pow(70)),
            new DecimalNode(new BigDecimal("1e2147483647")),
            new DecimalNode(new BigDecimal("1e-2147483647")),
            JsonNodeFactory.instance.arrayNode().add(1).add("x").addNull(),
            JsonNodeFactory.instance.objectNode().put("id", 7).put("amount", "x"));

    record Sample(String provider, String type) {}

    static Stream<Sample> samples() {
        return Stream.of(
                        "stripe",
                        "razorpay",
                        "paypal",
                        "adyen",
                        "square",
                        "paddle",
                        "shopify",
                        "github",
                        "slack",
                        "twilio")
                .flatMap(provider -> SamplePayloads.types(provider).stream().map(type -> new Sample(provider, type)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleIsProcessed(Sample sample) throws Exception {
        for (WebhookEvent event : events(sample)) {
            HandlerRequest request = new HandlerRequest(
                    AttemptRunner.event(event),
                    CATEGORIES.of(sample.provider(), event.type()),
                    event.document().tree(),
                    1,
                    "key");

            HandlerResult result = handler(sample, request).handle(request);

            assertThat(result).as(event.type()).isInstanceOf(HandlerResult.Processed.class);
            assertThat(((HandlerResult.Processed) result).result()).contains(" ");
        }
    }

    /** Whatever stands in the place of a value, it is an answer, or a failure of the event for ever: never a bug. */
    @ParameterizedTest
    @MethodSource("samples")
    void whateverAValueIsNothingBreaks(Sample sample) throws Exception {
        for (WebhookEvent event : events(sample)) {
            for (String pointer : pointers(event.document().tree(), "")) {
                for (JsonNode other : OTHERS) {
                    JsonNode payload = replaced(event.document().tree(), pointer, other);
                    HandlerRequest request = new HandlerRequest(
                            AttemptRunner.event(event),
                            CATEGORIES.of(sample.provider(), event.type()),
                            payload,
                            1,
                            "key");
                    try {
                        assertThat(handler(sample, request).handle(request)).isNotNull();
                    } catch (PermanentException e) {
                        assertThat(e).hasMessageMatching("(?s).{5,200}");
                    }
                }
            }
        }
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> pointers = new ArrayList<>();
        if (!at.isEmpty()) {
            pointers.add(at);
        }
        node.properties().forEach(field -> pointers.addAll(pointers(field.getValue(), at + "/" + field.getKey())));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.addAll(pointers(node.get(i), at + "/" + i));
        }
        return pointers;
    }

    private static JsonNode replaced(JsonNode tree, String pointer, JsonNode other) {
        JsonNode copy = tree.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, other);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), other);
        }
        return copy;
    }

    private static Handler handler(Sample sample, HandlerRequest request) {
        Handler summary = SUMMARIES.get(sample.provider());
        return summary != null
                ? summary
                : HANDLERS.stream()
                        .filter(each -> KnownCategoriesTest.OF_HANDLERS
                                .getOrDefault(each.name(), Set.of())
                                .contains(request.category()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(request.category() + " is nobody's"));
    }

    private static List<WebhookEvent> events(Sample sample) throws Exception {
        Map<String, String> environment = Map.of(
                "STRIPE_WEBHOOK_SECRET", "whsec_" + SECRET,
                "RAZORPAY_WEBHOOK_SECRET", SECRET,
                "PAYPAL_WEBHOOK_ID", "1JE4291016473214C",
                "ADYEN_HMAC_KEY", SECRET,
                "SQUARE_SIGNATURE_KEY", SECRET,
                "PADDLE_SECRET_KEY", SECRET,
                "SHOPIFY_CLIENT_SECRET", SECRET,
                "GITHUB_WEBHOOK_SECRET", SECRET,
                "SLACK_SIGNING_SECRET", SECRET,
                "TWILIO_AUTH_TOKEN", SECRET);
        Endpoint endpoint = EndpointsFile.readNamed(
                        Path.of("../examples/endpoints-all.yaml"), environment, 1024 * 1024, sample.provider())
                .named(sample.provider())
                .orElseThrow();
        Webhook webhook = Webhook.of(
                endpoint, SamplePayloads.of(sample.provider(), sample.type()).orElseThrow(), FreshIds.random(NOW));
        return new EventReader()
                .read(endpoint, webhook.unsigned("https://hooks.example.com"), NOW, Tracing.NONE)
                .orElseThrow()
                .events();
    }
}
