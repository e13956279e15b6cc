package dev.sluice.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.body.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares what was kept with what was sent. */
final class KeptBytes {
    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptBytes() {}

    /** Events whose bytes are not those that were sent. */
    static List<String> broken(DemoFindings found) {
        Map<String, String> sent = new HashMap<>();
        found.genuine()
                .forEach(one ->
                        sent.put(DemoFindings.key(one), Sha256.hex(one.request().body())));
        List<String> broken = new ArrayList<>();
        for (LedgerRows.Audit audit : found.audits()) {
            String key = audit.endpoint() + "/" + audit.eventId();
            if (!audit.sha256().equals(sent.get(key))) {
                broken.add(key + " has other bytes in the table");
            }
        }
        for (ConsumerRecord<byte[], byte[]> polled : found.events()) {
            String key = key(polled);
            if (!Sha256.hex(polled.value()).equals(sent.get(key))) {
                broken.add(key + " has other bytes in the topic");
            }
        }
        return broken;
    }

    /** Events whose signature does not check any more with what their record holds. */
    static List<String> unverifiable(DemoFindings found) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        found.genuine().forEach(one -> {
            if (one.demoRequest() instanceof DemoRequest.Genuine genuine) {
                endpoints.put(
                        genuine.webhook().endpoint().name(), genuine.webhook().endpoint());
            }
        });
        List<String> broken = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> polled : found.events()) {
            try {
                WebhookEvent event = EventRecords.read(polled.value(), polled.headers());
                Endpoint endpoint = endpoints.get(event.key().endpoint());
                if (endpoint == null || !genuine(event, endpoint)) {
                    broken.add(event.key() + " can't be verified again");
                }
            } catch (UndecodableRecordException | JsonProcessingException e) {
                broken.add(key(polled) + ": " + e.getMessage());
            }
        }
        return broken;
    }

    /** The deliveries that have a record in the dead-letter topic. */
    static List<String> deadLetterUnits(DemoFindings found) {
        List<String> deliveries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> polled : found.deadLetterRecords()) {
            try {
                deliveries.add(key(polled) + " ("
                        + RedeliveryRecords.read(polled.headers()).route().orElse("") + ")");
            } catch (UndecodableRecordException e) {
                deliveries.add(key(polled) + ": " + e.getMessage());
            }
        }
        return deliveries;
    }

    private static boolean genuine(WebhookEvent event, Endpoint endpoint) throws JsonProcessingException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header :
                JSON.readTree(event.request().headersJson()).properties()) {
            List<String> values = new ArrayList<>();
            if (header.getValue().isArray()) {
                header.getValue().forEach(value -> values.add(value.asText()));
            } else {
                values.add(header.getValue().asText());
            }
            headers.put(header.getKey(), values);
        }
        String[] target = event.request().target().split(" ", 2);
        SignedRequest request = new SignedRequest(
                target[0], target.length > 1 ? target[1] : "", RequestHeaders.ofAll(headers), event.body());
        return endpoint.scheme().verify(request, endpoint.secrets(), event.receivedAt()) instanceof Passed;
    }

    private static String key(ConsumerRecord<byte[], byte[]> polled) {
        try {
            return EventRecords.read(polled.value(), polled.headers()).key().toString();
        } catch (UndecodableRecordException e) {
            return polled.topic() + "-" + polled.partition() + "-" + polled.offset();
        }
    }
}
