package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.testing.EventBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnroutedTypesTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(UnroutedTypes.class);
    private final UnroutedTypes types = new UnroutedTypes();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void eachTypeOfAnEndpointIsWarnedOfOnce() {
        note("shop", "a.kind");
        note("shop", "a.kind");
        note("shop", "another.kind");
        note("erp", "a.kind");

        assertThat(lines.list)
                .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.WARN))
                .extracting(line -> line.getKeyValuePairs().get(0) + " "
                        + line.getKeyValuePairs().get(2))
                .containsExactly(
                        "endpoint=\"shop\" type=\"a.kind\"",
                        "endpoint=\"shop\" type=\"another.kind\"",
                        "endpoint=\"erp\" type=\"a.kind\"");
    }

    @Test
    void typesThatSendersMakeUpAreBounded() {
        for (int i = 0; i < 2 * UnroutedTypes.MOST; i++) {
            note("shop", "kind-" + i);
        }

        assertThat(lines.list).hasSize(UnroutedTypes.MOST + 1);
        assertThat(lines.list.getLast().getFormattedMessage()).contains("only counted");
    }

    private void note(String endpoint, String type) {
        types.note(EventBuilder.event(endpoint, "evt_1").type(type).build());
    }
}
