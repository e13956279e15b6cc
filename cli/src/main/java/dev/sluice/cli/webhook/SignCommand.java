package dev.sluice.cli.webhook;

import dev.sluice.provider.Endpoint;
import dev.sluice.signature.SignedRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice sign}: prints the headers with which a provider would send a body. */
@Command(
        name = "sign",
        description = "Prints the headers with which the provider would send a body now.",
        mixinStandardHelpOptions = true)
public final class SignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Option(names = "--file", required = true, description = "The body.")
    private Path file = Path.of("");

    @Option(names = "--type", description = "Type of the event, for providers that send it in a header.")
    private @Nullable String type;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        Webhook webhook = Webhook.ofFile(endpoint, FreshIds.random(Instant.now()), type, file);
        SignedRequest signed =
                webhook.signed("http://127.0.0.1" + endpoint.paths().get(0), Instant.now());
        signed.headers()
                .asMap()
                .forEach((header, values) -> values.forEach(value -> out.println(header + ": " + value)));
        return 0;
    }
}
