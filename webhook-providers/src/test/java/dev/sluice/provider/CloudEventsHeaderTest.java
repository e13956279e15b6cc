package dev.sluice.provider;

import static dev.sluice.provider.Readings.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are from the CloudEvents HTTP binding 1.0.2, section 3.1.3.2, and RFC 9110, section 5.6.4. */
class CloudEventsHeaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "`\"a b\"`                       | a b",
                "`\"a \\\"b\\\\\"`               | a \"b\\",
                "%2541                           | %41",
                "100%                            | 100%",
                "%zz%e2%82%ac                    | %zz€",
                "a+b                             | a+b",
                "`\"a%20b\"`                     | a b"
            })
    void valueIsUnquotedAndPercentDecodedOnce(String header, String expected) {
        assertThat(CloudEventsHeader.decoded(header)).isEqualTo(expected);
    }

    @Test
    void binaryAndStructuredFormOfOneEventAreOneEvent() {
        WebhookEvent binary = event(
                "cloudevents",
                Map.of(
                        "ce-id", "a%20b",
                        "ce-source", "\"/caf%C3%A9\"",
                        "ce-type", "com.example%2Etest",
                        "ce-subject", "%E2%82%AC",
                        "ce-time", "2025-01-01T00%3A00%3A00Z"),
                "{}");
        WebhookEvent structured = event("cloudevents", Map.of("content-type", "application/cloudevents+json"), """
                {"id": "a b", "source": "/café", "type": "com.example.test", "subject": "€", "time": "2025-01-01T00:00:00Z",
                 "data": {}}""");

        assertThat(binary.key()).isEqualTo(structured.key());
        assertThat(binary.type()).isEqualTo(structured.type());
        assertThat(binary.subject()).isEqualTo(structured.subject()).hasValue("€");
        assertThat(binary.createdAt()).isEqualTo(structured.createdAt()).isPresent();
    }
}
