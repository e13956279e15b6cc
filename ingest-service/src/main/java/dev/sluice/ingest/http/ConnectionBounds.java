package dev.sluice.ingest.http;

import java.time.Duration;

/**
 * How many connections a port keeps, and how long they may take.
 *
 * @param most open at a time; near it those that are idle are closed, the longest idle first
 * @param mostPerAddress of one address, trusted proxies excepted; more are closed at once
 * @param request how long a request may take from its headers to the end of its answer, and a connection to its first
 *     request
 */
public record ConnectionBounds(int most, int mostPerAddress, Duration request) {}
