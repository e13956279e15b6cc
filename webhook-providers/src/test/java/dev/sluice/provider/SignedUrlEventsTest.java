package dev.sluice.provider;

import static dev.sluice.provider.SpecialSchemes.events;
import static dev.sluice.provider.SpecialSchemes.only;
import static dev.sluice.provider.SpecialSchemes.request;
import static dev.sluice.provider.SpecialSchemes.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of providers whose signature covers the URL: it tells requests apart, too. */
class SignedUrlEventsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            MessageSid=SM1&MessageStatus=delivered&SmsSid=SM1&SmsStatus=sent  ~ message.delivered      ~ SM1
            SmsMessageSid=SM1&SmsSid=SM1&SmsStatus=received&Body=hi           ~ message.received       ~ SM1
            CallSid=CA1&CallStatus=ringing                                    ~ call.ringing           ~ CA1
            RecordingSid=RE1&CallSid=CA1&RecordingStatus=completed            ~ recording.completed    ~ RE1
            EventType=onMessageAdded&ConversationSid=CH1                      ~ onMessageAdded         ~ CH1
            Sid=NO1&Level=ERROR                                               ~ webhook                ~ NO1
            """)
    void twilioTypesComeFromTheirFields(String body, String type, String subject) {
        WebhookEvent event = only(signed("twilio", "application/x-www-form-urlencoded", body));

        assertThat(event.type()).isEqualTo(type);
        assertThat(event.subject()).hasValue(subject);
        assertThat(event.token()).isPresent();
    }

    @Test
    void twilioStatusesOfOneMessageAreEventsOfTheirOwn() {
        String form = "application/x-www-form-urlencoded";
        String sent = only(signed("twilio", form, "MessageSid=SM1&MessageStatus=sent"))
                .key()
                .id();

        assertThat(only(signed("twilio", form, "MessageSid=SM1&MessageStatus=sent"))
                        .key()
                        .id())
                .isEqualTo(sent);
        assertThat(only(signed("twilio", form, "MessageSid=SM1&MessageStatus=delivered"))
                        .key()
                        .id())
                .isNotEqualTo(sent);
    }

    @Test
    void twilioStepsThatDifferInTheirUrlAloneAreEventsOfTheirOwn() {
        String first = twilioId("?step=1", Map.of());

        assertThat(twilioId("?step=1", Map.of())).isEqualTo(first);
        assertThat(twilioId("?step=2", Map.of())).isNotEqualTo(first);
        assertThat(twilioId("", Map.of())).isNotEqualTo(first);
    }

    /** Twilio signs the port of some requests and leaves it out of others. */
    @Test
    void twilioIdIsTheSameWithAndWithoutThePort() {
        SignedRequest request = request("twilio", "application/x-www-form-urlencoded", "CallSid=CA1&Digits=1");

        assertThat(only(request.at("https://example.com:443/webhooks/twilio?step=1"))
                        .key()
                        .id())
                .isEqualTo(twilioId("?step=1", Map.of()));
    }

    @Test
    void twilioTokenTellsRequestsApartThatAreAlikeToTheByte() {
        String first = twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-1"));

        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-1")))
                .isEqualTo(first)
                .startsWith("token-1 ");
        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-2")))
                .isNotEqualTo(first);
        assertThat(twilioId("?step=2", Map.of("I-Twilio-Idempotency-Token", "token-1")))
                .isNotEqualTo(first);
        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "")))
                .isEqualTo(twilioId("?step=1", Map.of()));
    }

    private static String twilioId(String query, Map<String, String> headers) {
        SignedRequest request = request("twilio", "application/x-www-form-urlencoded", "CallSid=CA1&Digits=1")
                .at("https://example.com/webhooks/twilio" + query);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        return only(request).key().id();
    }

    @Test
    void hubSpotWorkflowsThatDifferInTheirUrlAloneAreEventsOfTheirOwn() {
        SignedRequest request = request("hubspot", "application/json", "{\"vid\": 7}");

        assertThat(only(request.at("https://example.com/webhooks/hubspot?stage=won"))
                        .key()
                        .id())
                .isNotEqualTo(only(request.at("https://example.com/webhooks/hubspot?stage=lost"))
                        .key()
                        .id());
    }

    @Test
    void twilioEventStreamsAreListsOfCloudEvents() {
        List<WebhookEvent> events = events(signed("twilio", "application/json", """
                [{"specversion": "1.0", "type": "com.twilio.messaging.message.sent", "source": "/2010-04-01/A", "id": "EZ1"},
                 {"specversion": "1.0", "type": "com.twilio.messaging.message.read", "source": "/2010-04-01/A", "id": "EZ2"}]"""));

        assertThat(events)
                .extracting(event -> event.key().id())
                .containsExactly("1.0 /2010-04-01/A EZ1", "1.0 /2010-04-01/A EZ2");
        assertThat(events)
                .extracting(WebhookEvent::type)
                .containsExactly("com.twilio.messaging.message.sent", "com.twilio.messaging.message.read");
        assertThat(events).extracting(WebhookEvent::token).containsOnly(Optional.empty());
    }
}
