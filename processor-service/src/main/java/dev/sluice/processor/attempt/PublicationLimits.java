package dev.sluice.processor.attempt;

import java.util.OptionalInt;

/** What handlers may publish, and where to. Thread-safe. */
public interface PublicationLimits {
    /**
     * The largest record a topic takes, in bytes; empty when it does not exist or is one of Sluice's own.
     *
     * @throws UnfinishedException when the broker does not say
     */
    OptionalInt largestRecord(String topic) throws UnfinishedException;
}
