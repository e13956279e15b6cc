package dev.sluice.processor.work;

/** What a stream thread gathers between two flushes, to be written in one Postgres transaction. */
public sealed interface BatchEntry permits Attempted, Awaiting, SeenAgain, Unreadable {}
