package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.SampleSecrets;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the key that an endpoint's provider would sign with. */
public final class SigningKey {
    private SigningKey() {}

    /**
     * The endpoint's current secret, or the private key in the place of its public one.
     *
     * @param privateKey file of the private key, where there is one
     */
    public static Secret of(Endpoint endpoint, @Nullable Path privateKey, DataDirectory data)
            throws CommandFailedException {
        Keys keys = endpoint.scheme().keys();
        if (privateKey != null) {
            if (keys == Keys.SECRETS) {
                throw new CommandFailedException(
                        CommandFailedException.USAGE,
                        endpoint.name()
                                + " shares a secret with its provider, which is taken from endpoints.yaml; leave"
                                + " out --private-key");
            }
            return read(privateKey);
        }
        return switch (keys) {
            case SECRETS -> current(endpoint);
            case PUBLIC_KEYS -> madeUp(endpoint, data).orElseThrow(() -> noPrivateKey(endpoint));
            case LOOKED_UP ->
                throw new CommandFailedException(
                        CommandFailedException.USAGE,
                        "the keys of " + endpoint.provider() + " are looked up there, so nobody else can sign what "
                                + endpoint.name()
                                + " takes; use the provider's own simulator, or --private-key to see what"
                                + " a request looks like");
        };
    }

    private static Secret current(Endpoint endpoint) throws CommandFailedException {
        return endpoint.currentSecrets(Instant.now()).stream()
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE, "every secret of " + endpoint.name() + " is retired"));
    }

    private static Optional<Secret> madeUp(Endpoint endpoint, DataDirectory data) throws CommandFailedException {
        List<Secret> current = endpoint.currentSecrets(Instant.now());
        return current.isEmpty()
                ? Optional.empty()
                : SampleSecrets.privateKey(current.getFirst().text(), data)
                        .map(text -> new Secret("the private key of the samples", text));
    }

    private static CommandFailedException noPrivateKey(Endpoint endpoint) {
        return new CommandFailedException(
                CommandFailedException.USAGE,
                endpoint.provider() + " signs with a private key that only it has. To try " + endpoint.name()
                        + " out, make a pair (" + OpenSsl.commands(endpoint.scheme())
                        + "), give endpoints.yaml the public"
                        + " key, and sign with --private-key key.pem");
    }

    private static Secret read(Path file) throws CommandFailedException {
        try {
            return new Secret("--private-key", Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "the private key " + file + " can't be read: " + e.getMessage(), e);
        }
    }
}
