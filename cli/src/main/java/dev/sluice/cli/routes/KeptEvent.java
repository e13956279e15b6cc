package dev.sluice.cli.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.signature.RequestHeaders;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An event as routes see it, made of what is known of it outside of the processor. */
final class KeptEvent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String QUERY = """
            SELECT provider, type, livemode, content_type, payload::text, body, headers::text
            FROM webhook_event WHERE endpoint = ? AND event_id = ? ORDER BY received_at DESC LIMIT 1""";

    private KeptEvent() {}

    /**
     * Reads one from the database of the instance that runs.
     *
     * @param name endpoint and id, with a slash between them
     */
    static WebhookEvent read(RunFile run, String name) throws CommandFailedException {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "--event " + name + " is not of the form ENDPOINT/ID");
        }
        EventKey key = new EventKey(name.substring(0, slash), name.substring(slash + 1));
        try (Connection connection = DriverManager.getConnection(run.postgresUrl());
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, key.endpoint());
            query.setString(2, key.id());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new CommandFailedException(
                            CommandFailedException.USAGE,
                            "there is no event '" + key.id() + "' of endpoint '" + key.endpoint()
                                    + "' in the database; see: sluice psql -c \"SELECT endpoint, event_id FROM webhook_event\"");
                }
                return read(key, row);
            }
        } catch (SQLException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the database can't be read: " + e.getMessage(), e);
        }
    }

    private static WebhookEvent read(EventKey key, ResultSet row) throws SQLException {
        boolean live = row.getBoolean("livemode");
        Optional<Boolean> livemode = row.wasNull() ? Optional.empty() : Optional.of(live);
        // The document as JSON, wherever it was in the body; not kept where the database can't hold it.
        @Nullable String payload = row.getString("payload");
        @Nullable String headers = row.getString("headers");
        String contentType = row.getString("content_type");
        return event(
                key,
                row.getString("provider"),
                row.getString("type"),
                livemode,
                payload != null ? DocumentPlace.JSON : new DocumentPlace.Whole(format(contentType)),
                contentType,
                new OriginalRequest("", headers == null ? "{}" : headers),
                payload != null ? payload.getBytes(UTF_8) : row.getBytes("body"));
    }

    private static BodyFormat format(String contentType) {
        return Stream.of(BodyFormat.XML, BodyFormat.FORM)
                .filter(format -> format.carriedBy(contentType))
                .findFirst()
                .orElse(BodyFormat.JSON);
    }

    /** An event of which only what routes look at is known. */
    static WebhookEvent event(
            EventKey key,
            String provider,
            String type,
            Optional<Boolean> livemode,
            DocumentPlace place,
            String contentType,
            OriginalRequest request,
            byte[] body) {
        return new WebhookEvent(
                key,
                provider,
                type,
                Optional.empty(),
                Optional.empty(),
                livemode,
                Instant.now(),
                contentType,
                place,
                Tracing.NONE,
                request,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                body,
                List.of());
    }

    /** Headers as records hold them. */
    static String json(RequestHeaders headers) {
        ObjectNode json = JSON.createObjectNode();
        headers.asMap().forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.getFirst());
            } else {
                ArrayNode several = json.putArray(name);
                values.forEach(several::add);
            }
        });
        return json.toString();
    }
}
