package dev.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventKey;
import dev.sluice.job.Selection.Bound;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    private static final EnumSet<Where.Field> ALL = EnumSet.allOf(Where.Field.class);

    @ParameterizedTest
    @ValueSource(strings = {"1200", "0:1200,1:90", "2026-11-30T14:00:00Z", "stripe/evt_1", "stripe/a/b"})
    void whatIsWrittenAsJsonIsReadAgain(String place) {
        Selection selection = new Selection(
                Optional.of(Selection.bound(place)),
                Optional.of(Selection.bound("2026-12-01T00:00:00Z")),
                List.of(new EventKey("shop", "evt/1")),
                Where.parse(List.of("type=payment.*", "route=first"), ALL));

        assertThat(Selection.parse(selection.json())).isEqualTo(selection);
    }

    @Test
    void offsetsByPartitionLeaveOthersOut() {
        Bound.Offsets some = (Bound.Offsets) Selection.bound("0:1200,1:90");
        Bound.Offsets all = (Bound.Offsets) Selection.bound("7");

        assertThat(some.of(1)).contains(90L);
        assertThat(some.of(2)).isEmpty();
        assertThat(all.of(2)).contains(7L);
    }

    @Test
    void aPlaceThatCannotBeReadIsAnsweredWithExamples() {
        assertThat(Selection.bound("2026-11-30T14:00:00Z"))
                .isEqualTo(new Bound.Time(Instant.parse("2026-11-30T14:00:00Z")));
        assertThatThrownBy(() -> Selection.bound("yesterday")).hasMessageContaining("2026-11-30T14:00:00Z");
        assertThatThrownBy(() -> Selection.event("evt_1")).hasMessageContaining("stripe/evt_1");
    }

    @Test
    void aReplayOfEverythingIsUnbounded() {
        assertThat(Selection.parse("{}").isUnbounded()).isTrue();
        assertThat(Selection.parse("{\"to\":\"5\",\"where\":{\"type\":\"a\"}}").isUnbounded())
                .isTrue();
        assertThat(Selection.parse("{\"events\":[\"a/b\"]}").isUnbounded()).isFalse();
    }

    @Test
    void conditionsAreTheSameInJavaAndInSql() {
        Where where = Where.parse(List.of("type=payment.*", "endpoint=shop"), ALL);
        Map<Where.Field, String> columns = Map.of(Where.Field.ENDPOINT, "e.endpoint", Where.Field.TYPE, "e.type");

        assertThat(where.takes(Where.Field.TYPE, "payment.paid")).isTrue();
        assertThat(where.takes(Where.Field.TYPE, "refund.paid")).isFalse();
        assertThat(where.takes(Where.Field.ENDPOINT, "shop2")).isFalse();
        assertThat(where.takes(Where.Field.ROUTE, "any")).isTrue();
        assertThat(where.sql(columns)).isEqualTo("true AND e.endpoint = ? AND starts_with(e.type, ?)");
        assertThat(where.parameters(columns)).containsExactly("shop", "payment.");
    }

    @Test
    void aConditionThatIsNoneIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Where.parse(List.of("colour=red"), EnumSet.of(Where.Field.TYPE, Where.Field.ROUTE)))
                .hasMessageContaining("'colour=red'")
                .hasMessageContaining("type, route");
        assertThatThrownBy(() -> Where.parse(List.of("type="), ALL)).hasMessageContaining("type=VALUE");
        assertThatThrownBy(() -> Where.parse(List.of("type=a", "type=b"), ALL)).hasMessageContaining("twice");
    }
}
