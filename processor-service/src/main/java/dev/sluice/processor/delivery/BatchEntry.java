package dev.sluice.processor.delivery;

/** What a stream thread gathers between two flushes, to be written in one Postgres transaction. */
public sealed interface BatchEntry permits Attempt, PendingEvent, Duplicate, UndecodableRecord {}
