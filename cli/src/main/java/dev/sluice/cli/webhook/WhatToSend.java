package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.ValuePath;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a provider would send, and with which key it would sign. */
final class WhatToSend {
    @Option(names = "--type", description = "Type of the event; without --file one there is a sample of.")
    private @Nullable String type;

    @Option(names = "--file", description = "Body; taken as it is. Default: a sample.")
    private @Nullable Path file;

    @Option(
            names = "--private-key",
            paramLabel = "FILE",
            description = "Private key (PEM, PKCS #8) where the endpoint has the provider's public one.")
    private @Nullable Path privateKey;

    /** A webhook of its own at every call. */
    Webhook webhook(Endpoint endpoint) throws CommandFailedException {
        FreshIds ids = FreshIds.random(Instant.now());
        return file == null ? sample(endpoint, ids) : ofFile(endpoint, ids, file);
    }

    /** The type that was asked for. */
    Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /** The bytes of the body that was asked for. */
    Optional<byte[]> body() throws CommandFailedException {
        return file == null ? Optional.empty() : Optional.of(read(file));
    }

    /** Whether a key of the caller's own signs. */
    boolean bringsKey() {
        return privateKey != null;
    }

    /** The key that the provider would sign with. */
    Secret key(Endpoint endpoint, DataDirectory data) throws CommandFailedException {
        return SigningKey.of(endpoint, privateKey, data);
    }

    private Webhook sample(Endpoint endpoint, FreshIds ids) throws CommandFailedException {
        List<String> known = SamplePayloads.types(endpoint.provider());
        return SamplePayloads.webhook(endpoint, type(), ids)
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no sample of " + type().orElse("any type") + " for " + endpoint.provider()
                                + (known.isEmpty() ? "" : "; there are " + String.join(", ", known))
                                + "; send your own with --file"));
    }

    private Webhook ofFile(Endpoint endpoint, FreshIds ids, Path body) throws CommandFailedException {
        List<ValuePath> places = endpoint.identity()
                .type()
                .single()
                .filter(place -> !(place instanceof ValuePath.Literal))
                .toList();
        if (type == null && places.stream().allMatch(ValuePath.InHeader.class::isInstance)) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    endpoint.provider() + " names the event's type in the "
                            + places.getFirst().description() + "; give it with --type");
        }
        Webhook usual = new Webhook(endpoint, ids.eventId(), type == null ? "" : type, read(body));
        return SamplePayloads.headers(endpoint.provider(), String.valueOf(body.getFileName()))
                .map(headers -> new Webhook(endpoint, ids.eventId(), usual.type(), ids.fill(headers), usual.body()))
                .orElse(usual);
    }

    private static byte[] read(Path body) throws CommandFailedException {
        try {
            return Files.readAllBytes(body);
        } catch (IOException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, body + " can't be read: " + e, e);
        }
    }
}
