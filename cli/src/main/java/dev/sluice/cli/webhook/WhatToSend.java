package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.ValuePath;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.Sample;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
        return file == null ? Webhook.of(endpoint, sample(endpoint), ids) : ofFile(endpoint, ids, file);
    }

    /** The key that the provider would sign with. */
    Secret key(Endpoint endpoint, DataDirectory data) throws CommandFailedException {
        return SigningKey.of(endpoint, privateKey, data);
    }

    private Sample sample(Endpoint endpoint) throws CommandFailedException {
        List<String> known = SamplePayloads.types(endpoint.provider());
        String wanted = type != null ? type : known.isEmpty() ? "any type" : known.getFirst();
        return SamplePayloads.of(endpoint.provider(), wanted)
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no sample of " + wanted + " for " + endpoint.provider()
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
        try {
            Webhook usual = new Webhook(endpoint, ids.eventId(), type == null ? "" : type, Files.readAllBytes(body));
            return SamplePayloads.headers(endpoint.provider(), String.valueOf(body.getFileName()))
                    .map(headers -> new Webhook(endpoint, ids.eventId(), usual.type(), ids.fill(headers), usual.body()))
                    .orElse(usual);
        } catch (IOException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, body + " can't be read: " + e, e);
        }
    }
}
