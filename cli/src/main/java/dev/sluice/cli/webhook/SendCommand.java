package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.config.ConfigurationException;
import dev.sluice.provider.Endpoint;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
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
        footer = {
            "",
            "Examples:",
            "  sluice send stripe",
            "  sluice send stripe --type charge.refunded --count 3",
            "  sluice send github --type push --file body.json",
            "  sluice send discord --private-key key.pem",
            "",
            "Exit codes: 0 all were accepted, 1 one was not, 2 wrong, 3 nothing runs here."
        },
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
        try (Poster poster = new Poster("send")) {
            return sender(poster).sendAll() ? 0 : CommandFailedException.FAILED;
        }
    }

    /** Signs here where the endpoint's secret is at hand; else the instance that runs signs. */
    private Sender sender(Poster poster) throws CommandFailedException, ConfigurationException {
        Endpoint endpoint;
        try {
            endpoint = endpoints.named(name);
        } catch (ConfigurationException e) {
            if (url == null
                    && !what.bringsKey()
                    && Files.exists(endpoints.data().runFile())) {
                return throughInstance(new InstanceSender(RunFile.read(endpoints.data()), poster), e);
            }
            throw e;
        }
        Secret key = what.key(endpoint, endpoints.data());
        String target = url != null
                ? absolute(url)
                : RunFile.read(endpoints.data()).ingestUrl() + endpoint.paths().getFirst();
        return new Sender(target, () -> {
            Webhook webhook = what.webhook(endpoint);
            Poster.Answer answer = poster.send(Signing.of(webhook, target, key));
            return new InstanceSender.Sent(answer.status(), answer.body(), webhook.type());
        });
    }

    private Sender throughInstance(InstanceSender instance, ConfigurationException notHere) {
        return new Sender(instance.run().managementUrl(), () -> {
            Optional<InstanceSender.Sent> sent = instance.send(name, what.type(), what.body());
            if (sent.isEmpty()) {
                throw notHere;
            }
            return sent.get();
        });
    }

    private static String absolute(String url) throws CommandFailedException {
        if (!url.matches("https?://[^/].*")) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "--url " + url + " is not a URL such as http://127.0.0.1:8080/webhooks/a");
        }
        return url;
    }

    /** Sends one webhook. */
    private interface One {
        InstanceSender.Sent send() throws Exception;
    }

    /** Sends as many as are wanted, and tells each answer. */
    private final class Sender {
        private final String target;
        private final One one;

        private Sender(String target, One one) {
            this.target = target;
            this.one = one;
        }

        private boolean sendAll() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            boolean accepted = true;
            for (int i = 0; i < count; i++) {
                long began = System.nanoTime();
                InstanceSender.Sent sent = send();
                long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
                out.println(sent.status() + " " + sent.answer().strip() + " (" + sent.type() + ", " + millis + " ms)");
                accepted &= sent.status() >= OK_FROM && sent.status() <= OK_TO;
            }
            out.flush();
            return accepted;
        }

        private InstanceSender.Sent send() throws Exception {
            try {
                return one.send();
            } catch (IOException e) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED, "nothing answers at " + target + ": " + e.getMessage(), e);
            }
        }
    }
}
