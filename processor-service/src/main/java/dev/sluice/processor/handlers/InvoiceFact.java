package dev.sluice.processor.handlers;

import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An invoice as an event tells of it. Amounts are in ISO 4217's minor unit.
 *
 * @param partly whether less was paid than is due, as the provider says it
 * @param tie orders changes of one second
 */
record InvoiceFact(
        String id,
        boolean partly,
        Optional<String> customer,
        Optional<String> subscription,
        Optional<BigDecimal> amount,
        Optional<BigDecimal> paid,
        Optional<String> currency,
        Optional<Instant> createdAt,
        Projection.Tie tie) {}
