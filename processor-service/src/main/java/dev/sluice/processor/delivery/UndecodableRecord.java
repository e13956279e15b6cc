package dev.sluice.processor.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.record.Coordinates;
import java.time.Instant;

/**
 * A record that is not in Sluice's form; it becomes a dead letter named by its coordinates.
 *
 * @param value its value, empty when it had none
 * @param headersJson its headers as a JSON object of name to text
 * @param reason why it can't be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record UndecodableRecord(Coordinates source, byte[] value, String headersJson, String reason, Instant at)
        implements BatchEntry {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A header as text; empty where the record has none of that name. */
    public String header(String name) {
        try {
            return JSON.readTree(headersJson).path(name).asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers that were written as JSON can be read", e);
        }
    }
}
