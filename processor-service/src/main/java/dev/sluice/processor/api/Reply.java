package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer that is no problem. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(int status, Map<String, String> headers, String contentType, byte[] body) {
    static Reply ok(JsonNode json) {
        return json(200, json, Map.of());
    }

    static Reply json(int status, JsonNode json, Map<String, String> headers) {
        return new Reply(status, headers, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
