package dev.sluice.processor.handlers;

import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.Optional;

/**
 * A customer as an event tells of it.
 *
 * @param tie orders changes of one second
 */
record CustomerFact(
        String id, Optional<String> email, Optional<String> name, Optional<Instant> createdAt, Projection.Tie tie) {}
