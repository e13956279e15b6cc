package dev.sluice.processor.attempt;

/** What handlers may publish, and where to. Thread-safe. */
public interface PublicationTopics {
    /** What is known of a topic; not older than some seconds. */
    State of(String topic);

    /** Whether a topic takes records now, asked of the broker itself. */
    boolean takesNow(String topic);

    /** What the broker says of a topic. */
    sealed interface State {
        /**
         * It takes records.
         *
         * @param largestRecord in bytes
         */
        record Open(int largestRecord) implements State {}

        /** It does not exist: somebody may create it, so the route waits. */
        record Absent() implements State {}

        /** This service may not write to it: an operator has to allow it. */
        record Forbidden() implements State {}

        /** No topic can have this name, or it is one of Sluice's own: no later attempt will fare better. */
        record Unusable(String why) implements State {}

        /** The broker does not say. */
        record Unknown(String why) implements State {}
    }
}
