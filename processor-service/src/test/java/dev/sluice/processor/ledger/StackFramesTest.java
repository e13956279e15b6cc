package dev.sluice.processor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackFramesTest {
    @Test
    void theFirstFrameOfNoLibraryIsOnesOwn() {
        assertThat(StackFrames.own("""
                        java.lang.NullPointerException: "x" is null
                        \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
                        \tat com.fasterxml.jackson.databind.JsonNode.path(JsonNode.java:1)
                        \tat app//shop.Stock.reserve(Stock.java:17)
                        \tat shop.Orders.handle(Orders.java:9)
                        """)).isEqualTo("shop.Stock.reserve");
    }

    @Test
    void withoutFramesThereIsNone() {
        assertThat(StackFrames.own("")).isEmpty();
        assertThat(StackFrames.own("java.lang.Error: at (nothing)\n")).isEmpty();
    }
}
