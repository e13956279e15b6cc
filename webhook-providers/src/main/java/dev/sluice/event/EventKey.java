package dev.sluice.event;

import java.util.Comparator;

/**
 * Identity of an event: the same id from two endpoints is two events.
 *
 * @param endpoint name of the endpoint in {@code endpoints.yaml}
 * @param id the provider's event id, 1-255 printable characters
 */
public record EventKey(String endpoint, String id) implements Comparable<EventKey> {
    private static final Comparator<EventKey> ORDER =
            Comparator.comparing(EventKey::endpoint).thenComparing(EventKey::id);

    /** By endpoint, then by id: the order in which rows are written, so that no two transactions wait for each other. */
    @Override
    public int compareTo(EventKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return endpoint + "/" + id;
    }
}
