package dev.sluice.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sluice.body.PrintableCharacter;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * The message of a log line and its key-values, for the text format. Values come from whoever sends requests: quotes and
 * control characters in them are escaped, so that none begins a key or a line of its own. The message's own text is the
 * code's, and stays as it is.
 */
public final class EscapedText extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        StringJoiner line = new StringJoiner(" ");
        line.add(message(event));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> line.add(pair.key + "=\"" + escaped(String.valueOf(pair.value)) + "\""));
        }
        return line.toString();
    }

    private static String message(ILoggingEvent event) {
        Object[] values = event.getArgumentArray();
        if (values == null || values.length == 0) {
            return String.valueOf(event.getMessage());
        }
        Object[] safe = Arrays.stream(values)
                .map(value -> escaped(String.valueOf(value)))
                .toArray();
        return String.valueOf(
                MessageFormatter.arrayFormat(event.getMessage(), safe).getMessage());
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints().forEach(point -> {
            if (!PrintableCharacter.is(point)) {
                text.append(String.format("\\u%04x", point));
                return;
            }
            if (point == '"' || point == '\\') {
                text.append('\\');
            }
            text.appendCodePoint(point);
        });
        return text.toString();
    }
}
