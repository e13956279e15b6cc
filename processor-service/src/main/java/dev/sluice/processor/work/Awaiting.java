package dev.sluice.processor.work;

/**
 * An event none of whose routes has been attempted yet: it gets its audit row now, in status {@code processing}.
 *
 * @param unit one of the event's units, for what they have in common
 */
public record Awaiting(Unit unit) implements BatchEntry {}
