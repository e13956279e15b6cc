package dev.sluice.processor.attempt;

/** A broker without topics to publish to. */
public final class NoTopics implements PublicationTopics {
    @Override
    public State of(String topic) {
        return new State.Absent();
    }

    @Override
    public State askAgain(String topic) {
        return new State.Absent();
    }
}
