package dev.sluice.processor.topology;

/** An entry with the place it is to have. */
record Queued(QueueKey key, Entry entry) {}
