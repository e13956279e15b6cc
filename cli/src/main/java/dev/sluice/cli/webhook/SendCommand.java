package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice send}: signs as the provider does, and posts. */
@Command(
        name = "send",
        description = "Signs a webhook as the provider does, and posts it.",
        mixinStandardHelpOptions = true)
public final class SendCommand implements Callable<Integer> {
    private static final int OK_FROM = 200;
    private static final int OK_TO = 299;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Mixin
    private WhatToSend what = new WhatToSend();

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Option(names = "--count", defaultValue = "1", description = "How many to send (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--url", description = "Where to; default: the endpoint on the instance that runs on --data.")
    private @Nullable String url;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        Secret key = what.key(endpoint, endpoints.data());
        String target = url != null
                ? url
                : RunFile.read(endpoints.data()).ingestUrl() + endpoint.paths().getFirst();
        boolean accepted = true;
        try (Poster poster = new Poster()) {
            for (int i = 0; i < count; i++) {
                Webhook webhook = what.webhook(endpoint);
                SignedRequest signed = Signing.of(webhook, target, key);
                Poster.Answer answer = poster.send(signed);
                out.println(answer.status() + " " + answer.body().strip() + " (" + webhook.type() + ", "
                        + answer.took().toMillis() + " ms)");
                accepted &= answer.status() >= OK_FROM && answer.status() <= OK_TO;
            }
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "nothing answers at " + target + ": " + e.getMessage(), e);
        }
        return accepted ? 0 : CommandFailedException.FAILED;
    }
}
