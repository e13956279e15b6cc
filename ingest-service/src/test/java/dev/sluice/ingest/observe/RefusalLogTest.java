package dev.sluice.ingest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.signature.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);

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
    void lineHasTheFixedKeysAndStaysOneLine() {
        new RefusalLog(1).note("shop", Refusal.ENDPOINT_UNKNOWN, "/a\r\n12:00 INFO all is well\u2028", "req-1");

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("refused: /a??12:00 INFO all is well?");
            assertThat(line.getKeyValuePairs())
                    .extracting(Object::toString)
                    .containsExactly("endpoint=\"shop\"", "cause=\"endpoint_unknown\"", "request_id=\"req-1\"");
        });
    }

    @Test
    void longFindingIsCut() {
        new RefusalLog(1).note("shop", Refusal.ENDPOINT_UNKNOWN, "x".repeat(5000), "req-1");

        assertThat(lines.list.getFirst().getFormattedMessage()).hasSizeLessThan(400);
    }
}
