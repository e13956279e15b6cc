package dev.sluice.ingest.access;

import dev.sluice.access.Address;

/**
 * Where a request comes from, proxies seen through.
 *
 * @param https whether the client itself spoke HTTPS
 */
public record Client(Address address, boolean https) {}
