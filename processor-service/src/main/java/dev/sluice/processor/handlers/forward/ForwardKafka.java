package dev.sluice.processor.handlers.forward;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Options;
import dev.sluice.handler.PermanentException;
import dev.sluice.route.FilterPlace;
import dev.sluice.topic.Topics;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Publishes events to a topic that its route names, in the Kafka transaction that completes them: exactly once. */
public final class ForwardKafka implements Handler {
    private static final String NAME = "forward-kafka";
    private static final String TOPIC_FIX = "Write topic: and the name of a topic that exists.";
    private static final String KEY_FIX =
            "Write event_id, object_id, or a place in the document such as data.object.id.";
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    /** For {@link java.util.ServiceLoader}. */
    public ForwardKafka() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Handler with(Options options) {
        Optional<String> topic = options.required("topic", TOPIC_FIX).isEmpty()
                ? Optional.empty()
                : options.parsed("topic", ForwardKafka::topic, TOPIC_FIX);
        Optional<KeySource> key = options.text("key").isEmpty()
                ? Optional.of(request -> request.event().id())
                : options.parsed("key", ForwardKafka::key, KEY_FIX);
        return topic.isEmpty() || key.isEmpty() ? this : new Publishing(topic.get(), key.get());
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        throw new IllegalStateException("its route has given it no options");
    }

    /** Where a record's key comes from. */
    private interface KeySource {
        String of(HandlerRequest request) throws PermanentException;
    }

    /** Publishes the events of one route. */
    private record Publishing(String topic, KeySource key) implements Handler {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public HandlerResult handle(HandlerRequest request) throws PermanentException {
            Effect publish = new Effect.Publish(
                    topic,
                    key.of(request),
                    request.event().body(),
                    CloudEventAttributes.recordHeaders(request.event()));
            return new HandlerResult.Processed(List.of(publish), "published to " + topic);
        }
    }

    private static String topic(String text) {
        if (text.startsWith(Topics.PREFIX)) {
            throw new IllegalArgumentException("'" + text + "' is one of Sluice's own topics: what begins with "
                    + Topics.PREFIX + " is not published to");
        }
        if (!TOPIC.matcher(text).matches()) {
            throw new IllegalArgumentException("no topic can be named '" + text + "'");
        }
        return text;
    }

    private static KeySource key(String text) {
        return switch (text) {
            case "event_id" -> request -> request.event().id();
            case "object_id" ->
                request -> request.event()
                        .subject()
                        .orElseThrow(() -> new PermanentException(
                                "the event names no object, whose id is to be the record's key"));
            default -> inDocument(FilterPlace.field(text));
        };
    }

    private static KeySource inDocument(FilterPlace.Field place) {
        if (place.mayHaveSeveral()) {
            throw new IllegalArgumentException(
                    "'" + place.text() + "' may have several values, and a record has one key");
        }
        return request -> place.in(request.payload())
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new PermanentException(
                        "there is no text or number at " + place.text() + ", which is to be the record's key"));
    }
}
