package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
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

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Option(names = "--type", description = "Type of the event; without --file one there is a sample of.")
    private @Nullable String type;

    @Option(names = "--file", description = "Body to send; sent as it is.")
    private @Nullable Path file;

    @Option(names = "--count", defaultValue = "1", description = "How many to send (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--url", description = "Where to; default: the endpoint on the instance that runs on --data.")
    private @Nullable String url;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        String target = url != null
                ? url
                : RunFile.read(endpoints.data()).ingestUrl() + endpoint.paths().get(0);
        boolean accepted = true;
        try (Poster poster = new Poster()) {
            for (int i = 0; i < count; i++) {
                Webhook webhook = webhook(endpoint);
                Poster.Answer answer = poster.post(webhook.signed(target, Instant.now()));
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

    private Webhook webhook(Endpoint endpoint) throws CommandFailedException, IOException {
        FreshIds ids = FreshIds.random(Instant.now());
        if (file != null) {
            return Webhook.ofFile(endpoint, ids, type, file);
        }
        var known = SamplePayloads.types(endpoint.provider());
        String wanted = type != null ? type : known.isEmpty() ? "" : known.get(0);
        String template = SamplePayloads.template(endpoint.provider(), wanted)
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no sample of " + (wanted.isEmpty() ? "any type" : wanted) + " for "
                                + endpoint.provider()
                                + (known.isEmpty() ? "" : "; there are " + String.join(", ", known))
                                + "; send your own with --file"));
        return new Webhook(endpoint, ids.eventId(), wanted, ids.fill(template).getBytes(UTF_8));
    }
}
