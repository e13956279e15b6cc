package dev.sluice.ingest.access;

import dev.sluice.access.Address;
import java.util.Optional;

/**
 * Where a request comes from, proxies seen through.
 *
 * @param https whether the client itself spoke HTTPS
 * @param proxy whether the address is that of a trusted proxy, which did not say for whom it speaks
 */
public record Client(Address address, boolean https, boolean proxy) {
    /** One that is no proxy. */
    public Client(Address address, boolean https) {
        this(address, https, false);
    }

    /** Whose share of places its requests use up; empty for a proxy, behind which there may be anybody. */
    public Optional<Address> share() {
        return proxy ? Optional.empty() : Optional.of(address.network());
    }
}
