package dev.sluice.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class EscapedTextTest {
    private final LoggerContext context = new LoggerContext();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\" endpoint=\"stripe\" cause=\"accepted",
                "a\\\" endpoint=\"stripe\" cause=\"accepted",
                "a\n12:00:00.000 WARN  d.s.i.r.RejectionLogger endpoint=\"stripe\"",
                "a\r\u2028\u2029endpoint=\"stripe\"",
                "\u001b[2Kendpoint=\"stripe\"",
                "\u202eendpoint=\"stripe\"",
                "\u0085endpoint=\"stripe\"",
            })
    void valueBeginsNeitherKeyNorLineOfItsOwn(String hostile) throws Exception {
        String line = line("refused: {}", hostile);

        assertThat(line).endsWith(System.lineSeparator()).contains("endpoint=\"shop\"");
        assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b", "\u2028", "\u2029", "\u202e", "\u0085");
        // Each quote that is not escaped is one of ours: of endpoint and of type.
        assertThat(line.replace("\\\\", "")
                        .replace("\\\"", "")
                        .chars()
                        .filter(one -> one == '"')
                        .count())
                .isEqualTo(4);
        assertThat(line).doesNotContain("endpoint=\"stripe\"");
    }

    private String line(String message, String value) throws JoranException {
        configure();
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("dev.sluice"), ch.qos.logback.classic.Level.WARN, message, null, new Object[] {
                    value
                });
        event.addKeyValuePair(new KeyValuePair("endpoint", "shop"));
        event.addKeyValuePair(new KeyValuePair("type", value));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<?> console = (ConsoleAppender<?>) root.getAppender("console");
        @SuppressWarnings("unchecked")
        var encoder = (ch.qos.logback.core.encoder.Encoder<LoggingEvent>) console.getEncoder();
        return new String(encoder.encode(event), UTF_8);
    }

    /** As the services have it. */
    private void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream("""
                <configuration>
                  <include resource="dev/sluice/logging/text.xml"/>
                  <root level="WARN"><appender-ref ref="console"/></root>
                </configuration>
                """.getBytes(UTF_8)));
    }
}
