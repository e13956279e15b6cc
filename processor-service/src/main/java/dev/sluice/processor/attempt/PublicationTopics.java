package dev.sluice.processor.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.handler.Effect;
import java.util.Map;

/** What handlers may publish, and where to. Thread-safe. */
public interface PublicationTopics {
    /** Bytes that Kafka adds to a record, and then some. */
    int RECORD_FRAMING = 512;

    /** What is known of a topic; not older than some seconds. */
    State of(String topic);

    /** As {@link #of}, asked of the broker itself. */
    State askAgain(String topic);

    /** Size of the record that a publication makes, in bytes, and rather too much than too little. */
    static int size(Effect.Publish publish) {
        int size = RECORD_FRAMING + publish.key().getBytes(UTF_8).length + publish.value().length;
        for (Map.Entry<String, String> header : publish.headers().entrySet()) {
            size += header.getKey().getBytes(UTF_8).length + header.getValue().getBytes(UTF_8).length;
        }
        return size;
    }

    /** What the broker says of a topic. */
    sealed interface State {
        /** Whether the topic takes the record that a publication makes. */
        default boolean takes(Effect.Publish publish) {
            return this instanceof Open open && size(publish) <= open.largestRecord();
        }

        /**
         * It takes records.
         *
         * @param largestRecord in bytes
         */
        record Open(int largestRecord) implements State {}

        /** It does not exist: somebody may create it, so the route waits. */
        record Absent() implements State {}

        /** This service may not describe it and write to it: an operator has to allow it. */
        record Forbidden() implements State {}

        /** No topic can have this name, or it is one of Sluice's own: no later attempt will fare better. */
        record Unusable(String why) implements State {}

        /** The broker does not say. */
        record Unknown(String why) implements State {}
    }
}
