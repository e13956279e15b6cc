package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final Condition YES = attribute(Attribute.ENDPOINTS, "shop");
    private static final Condition NO = attribute(Attribute.ENDPOINTS, "other");

    @Test
    void patternTakesATypeOrItsPrefix() {
        assertThat(new EventPattern("payment.*").matches("payment.failed")).isTrue();
        assertThat(new EventPattern("payment.*").matches("payments")).isFalse();
        assertThat(new EventPattern("payment.failed").matches("payment.failed")).isTrue();
        assertThat(new EventPattern("payment.failed").matches("payment.failed.late"))
                .isFalse();
        assertThat(new EventPattern("*").matches("anything")).isTrue();
    }

    @Test
    void patternWithAStarElsewhereIsRefused() {
        for (String text : List.of("", "*.failed", "a*b", "**")) {
            assertThatThrownBy(() -> new EventPattern(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            EVENTS,     payment_intent.*, true
            EVENTS,     payment.*,        true
            EVENTS,     refund.*,         false
            CATEGORIES, payment.*,        true
            CATEGORIES, payment_intent.*, false
            ENDPOINTS,  shop,             true
            ENDPOINTS,  sh*,              true
            ENDPOINTS,  stripe,           false
            PROVIDERS,  stripe,           true
            PROVIDERS,  shop,             false
            LIVEMODE,   true,             true
            LIVEMODE,   false,            false
            """)
    void attributeIsOneOfThePatterns(Attribute attribute, String pattern, boolean expected) {
        assertThat(attribute(attribute, "nothing-such", pattern).holds(event("{}")))
                .isEqualTo(expected);
    }

    @Test
    void eventThatSaysNothingOfItsModeIsNeitherLiveNorTest() {
        RoutableEvent event = event(Optional.empty(), "{}", "{}");

        assertThat(attribute(Attribute.LIVEMODE, "true").holds(event)).isFalse();
        assertThat(attribute(Attribute.LIVEMODE, "false").holds(event)).isFalse();
    }

    @Test
    void conditionsAreCombined() {
        assertThat(Condition.All.EVERYTHING.holds(event("{}"))).isTrue();
        assertThat(new Condition.All(List.of(YES, YES)).holds(event("{}"))).isTrue();
        assertThat(new Condition.All(List.of(YES, NO)).holds(event("{}"))).isFalse();
        assertThat(new Condition.Any(List.of(NO, YES)).holds(event("{}"))).isTrue();
        assertThat(new Condition.Any(List.of(NO, NO)).holds(event("{}"))).isFalse();
        assertThat(new Condition.Not(NO).holds(event("{}"))).isTrue();
        assertThat(new Condition.Not(YES).holds(event("{}"))).isFalse();
    }

    @Test
    void explanationSaysOfEveryConditionWhatItSaw() {
        Condition condition = new Condition.All(List.of(
                NO,
                new Condition.Not(
                        new Filter(FilterPlace.field("items.*.price"), Operator.GREATER_THAN, List.of("1000"))),
                new Filter(FilterPlace.header("X-Kind"), Operator.EXISTS, List.of())));

        Explained explained = Explained.of(condition, event("{\"items\": [{\"price\": \"900\"}, {\"price\": 2e3}]}"));

        assertThat(explained)
                .isEqualTo(new Explained(
                        "all of",
                        false,
                        List.of(),
                        List.of(
                                new Explained("endpoints: other", false, List.of("shop"), List.of()),
                                new Explained(
                                        "not",
                                        false,
                                        List.of(),
                                        List.of(new Explained(
                                                "items.*.price greater_than 1000",
                                                true,
                                                List.of("\"900\"", "2E+3"),
                                                List.of()))),
                                new Explained("header x-kind exists", false, List.of(), List.of()))));
    }

    @Test
    void valuesShownAreBounded() {
        Filter filter = new Filter(FilterPlace.field("*"), Operator.EXISTS, List.of());
        String many = "{" + "\"%s\": \"%s\",".repeat(50) + "\"end\": 1}";
        Object[] values = new Object[100];
        for (int i = 0; i < 50; i++) {
            values[2 * i] = "name" + i;
            values[2 * i + 1] = "x".repeat(1000);
        }

        List<String> seen = filter.seen(event(many.formatted(values)));

        assertThat(seen).hasSize(10).allMatch(text -> text.length() <= 201);
    }

    private static Condition attribute(Attribute attribute, String... patterns) {
        return new AttributeCondition(
                attribute, List.of(patterns).stream().map(EventPattern::new).toList());
    }

    /** A live {@code payment_intent.succeeded} of Stripe's at endpoint {@code shop}. */
    static RoutableEvent event(String json) {
        return event(Optional.of(true), json, "{}");
    }

    static RoutableEvent event(Optional<Boolean> livemode, String json, String headers) {
        byte[] body = json.getBytes(UTF_8);
        WebhookEvent event = new WebhookEvent(
                new EventKey("shop", "evt_1"),
                "stripe",
                "payment_intent.succeeded",
                Optional.empty(),
                Optional.empty(),
                livemode,
                Instant.EPOCH,
                "application/json",
                DocumentPlace.JSON,
                Tracing.NONE,
                new OriginalRequest("", headers),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                body,
                List.of());
        return new RoutableEvent(event, new EventDocument(body, DocumentPlace.JSON), "payment.succeeded");
    }
}
