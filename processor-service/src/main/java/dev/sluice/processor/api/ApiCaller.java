package dev.sluice.processor.api;

import dev.sluice.query.Operator;
import java.util.Optional;

/**
 * Who calls.
 *
 * @param name as {@code webhook_action} has it: the token's name, or its role
 * @param address of the connection
 */
record ApiCaller(String name, ApiRole role, String address) {
    Operator operator(String reason) {
        return new Operator(name, reason, Optional.of(address));
    }
}
