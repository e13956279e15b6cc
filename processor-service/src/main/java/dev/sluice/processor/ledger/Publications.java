package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.handler.Effect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records a handler wants published, as the claim keeps them: a JSON array of topic, key, value (base64) and headers. */
final class Publications {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Publications() {}

    /** Null when there are none. */
    static byte @Nullable [] encode(List<Effect> effects) {
        ArrayNode array = JSON.createArrayNode();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish publish) {
                ObjectNode node = array.addObject()
                        .put("topic", publish.topic())
                        .put("key", publish.key())
                        .put("value", publish.value());
                ObjectNode headers = node.putObject("headers");
                publish.headers().forEach(headers::put);
            }
        }
        try {
            return array.isEmpty() ? null : JSON.writeValueAsBytes(array);
        } catch (IOException e) {
            throw new IllegalStateException("a tree always becomes JSON", e);
        }
    }

    static List<Effect> decode(byte @Nullable [] stored) {
        if (stored == null) {
            return List.of();
        }
        try {
            List<Effect> effects = new ArrayList<>();
            for (JsonNode node : JSON.readTree(stored)) {
                Map<String, String> headers = new LinkedHashMap<>();
                node.get("headers")
                        .properties()
                        .forEach(header ->
                                headers.put(header.getKey(), header.getValue().asText()));
                effects.add(new Effect.Publish(
                        node.get("topic").asText(),
                        node.get("key").asText(),
                        node.get("value").binaryValue(),
                        headers));
            }
            return List.copyOf(effects);
        } catch (IOException e) {
            throw new IllegalStateException("column publications holds what was not written by Sluice", e);
        }
    }
}
