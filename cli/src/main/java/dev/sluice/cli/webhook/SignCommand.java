package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.provider.Endpoint;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice sign}: prints the request as the provider would send it. */
@Command(
        name = "sign",
        description = "Prints the headers with which the provider would send a body now.",
        footer = {
            "",
            "Examples:",
            "  sluice sign github --type push --file body.json",
            "  sluice sign stripe --raw > request.http     # the whole request, as verify --raw reads it"
        },
        mixinStandardHelpOptions = true)
public final class SignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Mixin
    private WhatToSend what = new WhatToSend();

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Option(names = "--url", description = "Where it would be sent; default: the endpoint on this machine.")
    private @Nullable String url;

    @Option(names = "--raw", description = "Print the whole request, as verify --raw reads it.")
    private boolean raw;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        String target = url != null
                ? url
                : endpoint.signedUrl("http://127.0.0.1" + endpoint.paths().getFirst());
        Webhook webhook = what.webhook(endpoint);
        SignedRequest signed = Signing.of(webhook, target, what.key(endpoint, endpoints.data()));
        if (raw) {
            URI whole = URI.create(signed.url());
            String query = whole.getRawQuery() == null ? "" : "?" + whole.getRawQuery();
            out.print("POST " + whole.getRawPath() + query + " HTTP/1.1\r\nhost: " + whole.getRawAuthority() + "\r\n");
        }
        signed.headers()
                .asMap()
                .forEach((header, values) ->
                        values.forEach(value -> out.print(header + ": " + value + (raw ? "\r\n" : "\n"))));
        if (raw) {
            out.print("content-length: " + signed.body().length + "\r\n\r\n" + new String(signed.body(), UTF_8));
        } else {
            elsewhere(signed, webhook, target);
        }
        out.flush();
        return 0;
    }

    /** Some proofs do not stand in a header. */
    private void elsewhere(SignedRequest signed, Webhook webhook, String target) {
        PrintWriter err = spec.commandLine().getErr();
        if (!signed.url().equals(target)) {
            err.println("sluice: the URL becomes " + signed.url());
        }
        if (!Arrays.equals(signed.body(), webhook.body())) {
            err.println("sluice: the proof stands in the body; see all of it with --raw");
        }
    }
}
