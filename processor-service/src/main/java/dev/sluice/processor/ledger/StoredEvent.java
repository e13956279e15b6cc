package dev.sluice.processor.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.body.DocumentPlace;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.OtherHeader;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event made again of its row in {@code webhook_event} or {@code webhook_dead_letter}, with the bytes as they were received. */
final class StoredEvent {
    /** The columns that {@link #read} asks for, of both tables alike. */
    static final String COLUMNS = "endpoint, event_id, provider, type, object_id, created_at, livemode, received_at,"
            + " content_type, traceparent, http_target, headers, body, record";

    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredEvent() {}

    /** What the tables have no column for, as column {@code record} has it; null when there is nothing. */
    static @Nullable String rest(WebhookEvent event) {
        boolean plain = event.documentPlace().equals(DocumentPlace.JSON)
                && event.token().isEmpty()
                && event.idempotencyKey().isEmpty()
                && event.batch().isEmpty()
                && event.otherHeaders().isEmpty();
        if (plain) {
            return null;
        }
        ObjectNode rest =
                JSON.createObjectNode().put("document", event.documentPlace().text());
        event.token().ifPresent(token -> rest.put("token", token));
        event.idempotencyKey().ifPresent(key -> rest.put("idempotency_key", key));
        event.batch()
                .ifPresent(item -> rest.putObject("batch")
                        .put("index", item.index())
                        .put("count", item.count())
                        .put("sha256", item.sha256()));
        if (!event.otherHeaders().isEmpty()) {
            ObjectNode headers = rest.putObject("headers");
            event.otherHeaders().forEach(other -> headers.put(other.name(), other.value()));
        }
        return rest.toString();
    }

    /**
     * The event of a row.
     *
     * @throws SQLException if {@code record} holds something else than {@link #rest} writes
     */
    static WebhookEvent read(ResultSet row) throws SQLException {
        try {
            JsonNode rest =
                    JSON.readTree(Optional.ofNullable(row.getString("record")).orElse("{\"document\":\"json\"}"));
            List<OtherHeader> others = new ArrayList<>();
            for (var header : rest.path("headers").properties()) {
                others.add(new OtherHeader(header.getKey(), header.getValue().binaryValue()));
            }
            JsonNode batch = rest.path("batch");
            return new WebhookEvent(
                    new EventKey(row.getString("endpoint"), row.getString("event_id")),
                    row.getString("provider"),
                    row.getString("type"),
                    Optional.ofNullable(row.getString("object_id")),
                    Optional.ofNullable(time(row, "created_at")),
                    Optional.ofNullable(row.getObject("livemode", Boolean.class)),
                    instant(row, "received_at"),
                    row.getString("content_type"),
                    DocumentPlace.parse(rest.path("document").asText()),
                    new Tracing(Optional.empty(), Optional.ofNullable(row.getString("traceparent"))),
                    new OriginalRequest(
                            row.getString("http_target"),
                            Optional.ofNullable(row.getString("headers")).orElse("{}")),
                    batch.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(new BatchItem(
                                    batch.path("index").asInt(),
                                    batch.path("count").asInt(),
                                    batch.path("sha256").asText())),
                    Optional.ofNullable(rest.get("token")).map(JsonNode::asText),
                    Optional.ofNullable(rest.get("idempotency_key")).map(JsonNode::asText),
                    row.getBytes("body"),
                    List.copyOf(others));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new SQLException("column record of " + row.getString("event_id") + " can't be read", e);
        } catch (IOException e) {
            throw new SQLException("column record of " + row.getString("event_id") + " holds no base64", e);
        }
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        Instant at = time(row, column);
        if (at == null) {
            throw new SQLException(column + " is null");
        }
        return at;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
