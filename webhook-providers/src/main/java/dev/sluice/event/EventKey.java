package dev.sluice.event;

/**
 * Identity of an event: the same id from two endpoints is two events.
 *
 * @param endpoint name of the endpoint in {@code endpoints.yaml}
 * @param id the provider's event id, 1-255 printable characters
 */
public record EventKey(String endpoint, String id) {
    @Override
    public String toString() {
        return endpoint + "/" + id;
    }
}
