package dev.sluice.cli.load;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Secret;
import java.time.Instant;

/** Makes the requests of one load, each from its number alone. Thread-safe. */
public interface Requests {
    /** The bytes of one HTTP request, head and body. */
    byte[] bytes(long number);

    /** The same {@code GET} again and again. */
    static Requests get(Target target) {
        byte[] bytes = RequestBytes.get(target);
        return number -> bytes;
    }

    /** The same forged webhook again and again: of the right form, signed with a guess. */
    static Requests forged(Endpoint endpoint, Target target) throws CommandFailedException {
        SignedEvents genuine = SignedEvents.fresh(endpoint, target);
        Instant now = Instant.now();
        byte[] bytes = RequestBytes.of(
                endpoint.scheme().sign(genuine.signed(0, now), new Secret("forged", "a-guess"), now), target);
        return number -> bytes;
    }
}
