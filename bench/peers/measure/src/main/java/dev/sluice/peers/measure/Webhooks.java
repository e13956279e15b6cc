package dev.sluice.peers.measure;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The webhooks that all peers get: those of {@code sluice bench}, signed as Stripe signs.
 *
 * @param file Sluice's configuration of the endpoint they go to
 * @param secret made up for this run
 */
record Webhooks(Path file, String secret, Endpoint endpoint) {
    static final String PATH = "/webhooks/stripe";
    static final String SECRET_VARIABLE = "STRIPE_WEBHOOK_SECRET";

    static Webhooks configured(Path file, String secret, int maxBody) throws IOException, ConfigurationException {
        Files.writeString(file, """
            endpoints:
              stripe:
                provider: stripe
                secrets: ["${%s}"]
            """.formatted(SECRET_VARIABLE));
        Endpoint endpoint = EndpointsFile.read(file, Map.of(SECRET_VARIABLE, secret), maxBody)
                .named("stripe")
                .orElseThrow();
        return new Webhooks(file, secret, endpoint);
    }

    /** Ones that nobody has sent before. */
    SignedEvents events(Target target) throws CommandFailedException {
        return SignedEvents.fresh(endpoint, target);
    }
}
