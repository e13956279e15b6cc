package dev.sluice.peers.springreceiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.http.MediaType.APPLICATION_JSON;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verifies a webhook, sends the record that Sluice would send, and answers 202 when the broker has acknowledged it. */
@RestController
class ReceiveController {
    private static final ResponseEntity<byte[]> REFUSED =
            ResponseEntity.status(401).contentType(APPLICATION_JSON).body("{\"status\":\"refused\"}".getBytes(UTF_8));

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final JsonMapper json;
    private final StripeSignature signature;
    private final String topic;

    ReceiveController(
            KafkaTemplate<byte[], byte[]> kafka,
            JsonMapper json,
            @Value("${PEER_SECRET}") String secret,
            @Value("${PEER_TOPIC}") String topic) {
        this.kafka = kafka;
        this.json = json;
        this.signature = new StripeSignature(secret);
        this.topic = topic;
    }

    @PostMapping("/webhooks/stripe")
    CompletableFuture<ResponseEntity<byte[]>> receive(@RequestHeader HttpHeaders headers, @RequestBody byte[] body) {
        Instant now = Instant.now();
        if (!signature.isGenuine(headers.getFirst("Stripe-Signature"), body, now)) {
            return CompletableFuture.completedFuture(REFUSED);
        }
        JsonNode event = json.readTree(body);
        String id = event.path("id").asString();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, id.getBytes(UTF_8), body);
        describe(record.headers(), event, headers, now);
        return kafka.send(record).thenApply(sent -> accepted(id));
    }

    // Bytes have a length, which the load generator wants to see; what Jackson writes itself goes out in chunks.
    private ResponseEntity<byte[]> accepted(String id) {
        return ResponseEntity.accepted()
                .contentType(APPLICATION_JSON)
                .body(json.writeValueAsBytes(Map.of("status", "accepted", "event_id", id)));
    }

    private void describe(Headers record, JsonNode event, HttpHeaders request, Instant now) {
        put(record, "ce_specversion", "1.0");
        put(record, "ce_id", event.path("id").asString());
        put(record, "ce_source", "/webhooks/stripe");
        put(record, "ce_type", event.path("type").asString());
        put(
                record,
                "ce_time",
                Instant.ofEpochSecond(event.path("created").asLong()).toString());
        put(record, "content-type", String.valueOf(request.getContentType()));
        put(record, "ce_provider", "stripe");
        put(record, "ce_endpoint", "stripe");
        put(record, "ce_receivedat", now.toString());
        put(record, "ce_subject", event.path("data").path("object").path("id").asString());
        put(record, "http_target", "POST /webhooks/stripe");
        Map<String, String> kept = new TreeMap<>(request.toSingleValueMap());
        kept.remove(HttpHeaders.AUTHORIZATION);
        kept.remove(HttpHeaders.COOKIE);
        put(record, "http_headers", json.writeValueAsString(kept));
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
