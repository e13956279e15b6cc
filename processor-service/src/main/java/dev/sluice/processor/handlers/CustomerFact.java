package dev.sluice.processor.handlers;

import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.Optional;

/**
 * What an event says of a customer.
 *
 * @param tie orders changes of one second
 */
record CustomerFact(
        String id, Optional<String> email, Optional<String> name, Optional<Instant> createdAt, Projection.Tie tie) {}
