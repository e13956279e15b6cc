package dev.sluice.ingest.defend;

import dev.sluice.defence.Address;

/**
 * Where a request comes from, proxies seen through.
 *
 * @param https whether the client itself spoke HTTPS
 */
public record Client(Address address, boolean https) {}
