package dev.sluice.processor.topology;

/** A record that a handler publishes: the topic travels with the value, since it differs from record to record. */
@SuppressWarnings("ArrayRecordComponent") // Neither compared nor printed.
record Publication(String topic, byte[] value) {}
