package dev.sluice.processor.rejection;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RejectionSinkTest {
    @Test
    void oneThatHasNotBegunToReadCanBeClosed() {
        RejectionSink sink = new RejectionSink(
                () -> {
                    throw new IllegalStateException("nothing is to be read");
                },
                entries -> {},
                () -> {});

        assertThatCode(sink::close).doesNotThrowAnyException();
    }
}
