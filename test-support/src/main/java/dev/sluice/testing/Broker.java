package dev.sluice.testing;

/** A real Kafka broker, alone on its node; topics are not created by themselves. */
public interface Broker extends Part {
    /** For {@code bootstrap.servers}. */
    String bootstrap();
}
