package dev.sluice.ingest.http;

import dev.sluice.ingest.tls.ServerTls;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how a port listens.
 *
 * @param host the address to bind
 * @param port 0 lets the system choose
 * @param idle ends a connection on which nothing comes for so long between requests; also how long a request's headers
 *     may take
 * @param requestIdle ends a request of which nothing comes for so long
 * @param tls absent: plain HTTP
 * @param connections how many are kept
 */
public record Listening(
        String host,
        int port,
        Duration idle,
        Duration requestIdle,
        Optional<ServerTls> tls,
        ConnectionBounds connections) {}
