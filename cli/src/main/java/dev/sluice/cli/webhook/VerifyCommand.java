package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Explanation;
import dev.sluice.signature.Explanation.Step;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice verify}: explains a signature, step by step. */
@Command(
        name = "verify",
        description = "Explains, step by step, whether a request is signed as its provider signs.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Option(names = "--file", required = true, description = "The body, byte for byte.")
    private Path file = Path.of("");

    @Option(names = "--header", description = "A header as it came, such as 'X-Signature: sha256=…'; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--at", description = "When it came, such as 2025-01-31T12:00:00Z; default: now.")
    private @Nullable String at;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        SignedRequest request = new SignedRequest(
                "POST", "http://127.0.0.1" + endpoint.paths().get(0), parsed(headers), Files.readAllBytes(file));
        Instant receivedAt = time();
        for (Step step : Explanation.of(endpoint.scheme(), request, endpoint.secrets(), receivedAt)) {
            out.println((step.good() ? "ok    " : "wrong ") + step.what() + ": " + step.found());
        }
        return switch (endpoint.scheme().verify(request, endpoint.secrets(), receivedAt)) {
            case Verdict.Genuine genuine -> {
                out.println("genuine, signed with " + genuine.by());
                yield 0;
            }
            case Verdict.Refused refused -> {
                out.println("refused: " + refused.why().code() + ". "
                        + refused.why().detail());
                yield CommandFailedException.FAILED;
            }
        };
    }

    private Instant time() throws CommandFailedException {
        try {
            return at == null ? Instant.now() : Instant.parse(at);
        } catch (DateTimeParseException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "--at " + at + " is not a time such as 2025-01-31T12:00:00Z", e);
        }
    }

    private static RequestHeaders parsed(List<String> lines) throws CommandFailedException {
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new CommandFailedException(
                        CommandFailedException.USAGE, "--header '" + line + "' is not of the form 'Name: value'");
            }
            parsed.computeIfAbsent(line.substring(0, colon).strip(), header -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return RequestHeaders.ofAll(parsed);
    }
}
