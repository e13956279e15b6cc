package dev.sluice.processor.delivery;

/**
 * An event none of whose routes has been attempted yet: it gets its audit row now, in status {@code processing}.
 *
 * @param delivery one of the event's deliveries, for what they have in common
 */
public record PendingEvent(Delivery delivery) implements BatchEntry {}
