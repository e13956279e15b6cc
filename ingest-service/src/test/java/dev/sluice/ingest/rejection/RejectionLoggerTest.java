package dev.sluice.ingest.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.rejection.Diagnosis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RejectionLoggerTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(RejectionLogger.class);

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
    void lineHasTheFixedKeysAndTellsTheDiagnoses() {
        new RejectionLogger(4, 4)
                .note(
                        "shop",
                        () -> Refused.with(
                                "no secret matched",
                                new Diagnosis("newline", "matches without the last newline", true),
                                new Diagnosis("retired_secret", "matches secrets[1]", false)));

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("refused: no secret matched; newline: matches without the last newline;"
                            + " retired_secret: matches secrets[1]");
            assertThat(line.getKeyValuePairs())
                    .extracting(Object::toString)
                    .containsExactly("endpoint=\"shop\"", "cause=\"signature_mismatch\"", "request_id=\"req-1\"");
        });
    }

    @Test
    void burstIsLoggedAndAFloodIsNot() {
        RejectionLogger log = new RejectionLogger(100, 4);

        for (int i = 0; i < 1000; i++) {
            log.note("shop", () -> Refused.with("no secret matched"));
        }

        assertThat(lines.list).hasSizeBetween(25, 60);
    }
}
