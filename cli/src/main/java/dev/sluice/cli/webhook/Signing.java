package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;

/** Signs, and says for people why that can't be done. */
final class Signing {
    private Signing() {}

    static SignedRequest of(Webhook webhook, String url, Secret key) throws CommandFailedException {
        try {
            return webhook.signed(url, Instant.now(), key);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "this can't be signed with " + key.label() + ": " + e.getMessage(),
                    e);
        }
    }
}
