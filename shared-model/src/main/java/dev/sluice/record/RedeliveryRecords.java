package dev.sluice.record;

import static dev.sluice.record.EventRecords.optional;
import static dev.sluice.record.EventRecords.put;
import static dev.sluice.record.EventRecords.required;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.event.WebhookEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers that a retry or dead-letter record has in addition to the event's own. */
public final class RedeliveryRecords {
    /** Attempts kept in {@code sluice_history}. */
    public static final int HISTORY_LIMIT = 20;

    private static final int MESSAGE_LIMIT = 500;
    private static final int STACKTRACE_LIMIT = 8 * 1024;
    /** Three hundred of the longest names. */
    private static final int ROUTES_LIMIT = 32 * 1024;

    private static final String ERRORS = "__streams.errors.";
    private static final String SOURCE = "sluice_source";
    private static final String ROUTES = "sluice_routes";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** More than any route allows, and nothing that overflows when it is counted up. */
    private static final int MOST_ATTEMPTS = 1_000_000;

    private RedeliveryRecords() {}

    /** Whether a header of this name is Sluice's own, and so bounded by what Sluice puts there. */
    public static boolean isOwn(String name) {
        return name.startsWith("sluice_") || name.startsWith(ERRORS);
    }

    /** The whole set of headers: the event's and the redelivery's. */
    public static Headers headers(WebhookEvent event, Redelivery redelivery) {
        Headers headers = EventRecords.headers(event);
        redelivery.route().ifPresent(route -> put(headers, "sluice_route", route));
        put(headers, "sluice_generation", redelivery.generation());
        put(headers, "sluice_attempt", Integer.toString(redelivery.attempts()));
        put(headers, "sluice_due", Long.toString(redelivery.due().toEpochMilli()));
        put(headers, "sluice_history", historyJson(redelivery.history()));
        put(headers, ERRORS + "topic", redelivery.origin().topic());
        put(headers, ERRORS + "partition", Integer.toString(redelivery.origin().partition()));
        put(headers, ERRORS + "offset", Long.toString(redelivery.origin().offset()));
        redelivery.failure().ifPresent(failure -> {
            put(headers, ERRORS + "exception", cut(failure.exception(), MESSAGE_LIMIT));
            put(headers, ERRORS + "message", cut(failure.message(), MESSAGE_LIMIT));
            put(headers, ERRORS + "stacktrace", cut(failure.stacktrace(), STACKTRACE_LIMIT));
        });
        redelivery.source().ifPresent(source -> put(headers, SOURCE, source.toString()));
        String routes = namesJson(redelivery.routes());
        // Beyond it they count as not known: the record has to fit its topic.
        if (!redelivery.routes().isEmpty() && routes.length() <= ROUTES_LIMIT) {
            put(headers, ROUTES, routes);
        }
        return headers;
    }

    /** The headers of a dead letter made of a record that could not be read. */
    public static Headers unreadable(Coordinates origin, String reason) {
        Headers headers = new RecordHeaders();
        put(headers, ERRORS + "topic", origin.topic());
        put(headers, ERRORS + "partition", Integer.toString(origin.partition()));
        put(headers, ERRORS + "offset", Long.toString(origin.offset()));
        put(headers, ERRORS + "exception", UndecodableRecordException.class.getName());
        put(headers, ERRORS + "message", cut(reason, MESSAGE_LIMIT));
        return headers;
    }

    /**
     * Reads a redelivery back from a record's headers.
     *
     * @throws UndecodableRecordException if a header is missing or unreadable
     */
    public static Redelivery read(Headers headers) throws UndecodableRecordException {
        try {
            return new Redelivery(
                    optional(headers, "sluice_route"),
                    required(headers, "sluice_generation"),
                    (int) within(headers, "sluice_attempt", MOST_ATTEMPTS),
                    Instant.ofEpochMilli(within(headers, "sluice_due", Long.MAX_VALUE)),
                    history(required(headers, "sluice_history")),
                    new Coordinates(
                            required(headers, ERRORS + "topic"),
                            (int) within(headers, ERRORS + "partition", Integer.MAX_VALUE),
                            within(headers, ERRORS + "offset", Long.MAX_VALUE)),
                    failure(headers),
                    source(headers),
                    names(optional(headers, ROUTES).orElse("[]")));
        } catch (NumberFormatException e) {
            throw new UndecodableRecordException("a number in the redelivery headers is unreadable", e);
        }
    }

    /** A number from 0 to {@code most}. */
    private static long within(Headers headers, String name, long most) throws UndecodableRecordException {
        long number = Long.parseLong(required(headers, name));
        if (number < 0 || number > most) {
            throw new UndecodableRecordException("header " + name + " is not from 0 to " + most + ": " + number);
        }
        return number;
    }

    /**
     * Where the record stands that this one carries on ({@code sluice_source}); empty when it carries on none.
     *
     * @throws UndecodableRecordException if the header is not topic-partition-offset
     */
    public static Optional<Coordinates> source(Headers headers) throws UndecodableRecordException {
        Optional<String> text = optional(headers, SOURCE);
        return text.isEmpty() ? Optional.empty() : Optional.of(Coordinates.parse(text.get()));
    }

    /** Adds the header that {@link #source} reads. */
    public static void putSource(Headers headers, Coordinates source) {
        put(headers, SOURCE, source.toString());
    }

    private static Optional<Redelivery.Failure> failure(Headers headers) throws UndecodableRecordException {
        Optional<String> exception = optional(headers, ERRORS + "exception");
        return exception.isEmpty()
                ? Optional.empty()
                : Optional.of(new Redelivery.Failure(
                        exception.get(),
                        optional(headers, ERRORS + "message").orElse(""),
                        optional(headers, ERRORS + "stacktrace").orElse("")));
    }

    /** The history as {@code sluice_history} holds it: the last 20 attempts, oldest first. */
    public static String historyJson(List<AttemptNote> history) {
        ArrayNode array = JSON.createArrayNode();
        for (AttemptNote note : history.subList(Math.max(0, history.size() - HISTORY_LIMIT), history.size())) {
            array.addObject()
                    .put("attempt", note.attempt())
                    .put("at", note.at().toString())
                    .put("cause", note.cause())
                    .put("message", cut(note.message(), MESSAGE_LIMIT));
        }
        return array.toString();
    }

    private static String namesJson(List<String> names) {
        ArrayNode array = JSON.createArrayNode();
        names.forEach(array::add);
        return array.toString();
    }

    private static List<String> names(String json) throws UndecodableRecordException {
        try {
            List<String> names = new ArrayList<>();
            JSON.readTree(json).forEach(name -> names.add(name.asText()));
            return List.copyOf(names);
        } catch (JsonProcessingException e) {
            throw new UndecodableRecordException("header " + ROUTES + " is unreadable", e);
        }
    }

    /**
     * Reads a history back.
     *
     * @throws UndecodableRecordException if it is not what {@link #historyJson} writes
     */
    public static List<AttemptNote> history(String json) throws UndecodableRecordException {
        try {
            List<AttemptNote> notes = new ArrayList<>();
            for (JsonNode note : JSON.readTree(json)) {
                notes.add(new AttemptNote(
                        note.path("attempt").asInt(),
                        Instant.parse(note.path("at").asText()),
                        note.path("cause").asText(),
                        note.path("message").asText()));
            }
            return List.copyOf(notes);
        } catch (JsonProcessingException | DateTimeException e) {
            throw new UndecodableRecordException("header sluice_history is unreadable", e);
        }
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit);
    }
}
