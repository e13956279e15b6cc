package dev.sluice.fuzz;

import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One endpoint, and what it takes to get in.
 *
 * @param key to sign with; empty where that takes the provider
 */
record Door(Endpoint endpoint, Optional<Secret> key) {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /** A request to it, whose headers that matter all have this value. */
    SignedRequest request(String query, String value, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        endpoint.scheme().headers().forEach(name -> headers.put(name, value));
        endpoint.identity().places().headers().forEach(name -> headers.put(name, value));
        headers.put("content-type", contentType());
        String url = endpoint.signedUrl("https://127.0.0.1" + endpoint.paths().getFirst() + "?" + query);
        return new SignedRequest("POST", url, RequestHeaders.of(headers), body);
    }

    private String contentType() {
        return switch (endpoint.body().formats().getFirst()) {
            case JSON -> "application/json";
            case XML -> "application/xml";
            case FORM -> "application/x-www-form-urlencoded";
            case ANY -> "application/octet-stream";
        };
    }

    @Override
    public String toString() {
        return endpoint.name();
    }
}
