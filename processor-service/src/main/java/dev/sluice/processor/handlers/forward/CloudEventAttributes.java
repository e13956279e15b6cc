package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.handler.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What is passed on of an event besides its bytes: the attributes of its CloudEvent, under the names that its own record has. */
final class CloudEventAttributes {
    private static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final Pattern FIELD_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e\\t]{0,998}[\\x21-\\x7e])?");

    private CloudEventAttributes() {}

    private static Map<String, String> of(Event event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", event.id());
        attributes.put("source", "/webhooks/" + event.endpoint());
        attributes.put("type", event.type());
        event.createdAt().ifPresent(at -> attributes.put("time", at.toString()));
        event.subject().ifPresent(subject -> attributes.put("subject", subject));
        attributes.put("provider", event.provider());
        attributes.put("endpoint", event.endpoint());
        attributes.put("receivedat", event.receivedAt().toString());
        event.livemode().ifPresent(live -> attributes.put("livemode", live.toString()));
        return attributes;
    }

    /** As headers of a record, binary content mode of CloudEvents' Kafka protocol binding. */
    static Map<String, String> recordHeaders(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        of(event).forEach((name, value) -> headers.put("ce_" + name, value));
        headers.put("content-type", event.contentType());
        return headers;
    }

    /** As headers of a request, binary content mode of CloudEvents' HTTP protocol binding. */
    static Map<String, String> requestHeaders(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        of(event).forEach((name, value) -> headers.put("ce-" + name, percentEncoded(value)));
        String type = event.contentType();
        headers.put("content-type", FIELD_VALUE.matcher(type).matches() ? type : UNKNOWN_TYPE);
        return headers;
    }

    /** Everything but printable ASCII, and of that blank, quote and percent, as UTF-8 (section 3.1.3.2 of the binding). */
    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : value.getBytes(UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '"' && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append('%').append("%02X".formatted(each & 0xff));
            }
        }
        return encoded.toString();
    }
}
