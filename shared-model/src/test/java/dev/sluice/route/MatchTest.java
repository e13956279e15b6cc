package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.body.DocumentPlace;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatchTest {
    private static final Filter EXISTS = new Filter("a", Operator.EXISTS, List.of());

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

    @Test
    void patternMayMeanTheTypeOrTheCategory() {
        assertThat(takes(match(List.of("payment_intent.*"), List.of(), List.of())))
                .isTrue();
        assertThat(takes(match(List.of("payment.*"), List.of(), List.of()))).isTrue();
        assertThat(takes(match(List.of("refund.*"), List.of(), List.of()))).isFalse();
    }

    @Test
    void everyPartMustHold() {
        assertThat(takes(match(List.of(), List.of(), List.of()))).isTrue();
        assertThat(takes(match(List.of("*"), List.of("other", "stripe"), List.of())))
                .isTrue();
        assertThat(takes(match(List.of("*"), List.of("other"), List.of()))).isFalse();
        assertThat(takes(match(List.of("*"), List.of("stripe"), List.of(EXISTS))))
                .isFalse();
    }

    @Test
    void payloadIsOnlyParsedForAFilter() {
        Match without = match(List.of("*"), List.of("stripe"), List.of());
        Match elsewhere = match(List.of("*"), List.of("other"), List.of(EXISTS));

        for (Match match : List.of(without, elsewhere)) {
            match.takes(event(), "payment.succeeded", () -> {
                throw new AssertionError("parsed");
            });
        }
    }

    private static Match match(List<String> patterns, List<String> endpoints, List<Filter> filters) {
        return new Match(patterns.stream().map(EventPattern::new).toList(), endpoints, filters);
    }

    private static boolean takes(Match match) {
        return match.takes(event(), "payment.succeeded", JsonNodeFactory.instance::objectNode);
    }

    private static WebhookEvent event() {
        return new WebhookEvent(
                new EventKey("stripe", "evt_1"),
                "stripe",
                "payment_intent.succeeded",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                "application/json",
                DocumentPlace.JSON,
                Tracing.NONE,
                new OriginalRequest("", "{}"),
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                List.of());
    }
}
