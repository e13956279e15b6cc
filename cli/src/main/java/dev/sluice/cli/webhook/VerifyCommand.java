package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.diagnosis.Diagnostician;
import dev.sluice.event.Tracing;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.Explanation;
import dev.sluice.signature.Explanation.Step;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.SignedRequest;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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
        footer = {
            "",
            "Examples:",
            "  sluice verify stripe --raw request.http",
            "  sluice verify github --file body.json --header 'X-Hub-Signature-256: sha256=0123'",
            "  sluice verify stripe --raw request.http --at 2026-01-31T12:00:00Z",
            "",
            "Exit codes: 0 genuine, 1 refused, 2 wrong."
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Parameters(paramLabel = "ENDPOINT", description = "Name of an endpoint in endpoints.yaml.")
    private String name = "";

    @Mixin
    private CapturedRequest captured = new CapturedRequest();

    @Option(names = "--at", description = "When it came, such as 2025-01-31T12:00:00Z; default: now.")
    private @Nullable String at;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Endpoint endpoint = endpoints.named(name);
        SignedRequest came = captured.to(endpoint);
        SignedRequest request = came.at(endpoint.signedUrl(came.url()));
        Instant receivedAt = time();
        captured.wrongLength().ifPresent(what -> out.println("wrong body: " + what));
        for (Step step : Explanation.of(endpoint.scheme(), request, endpoint.secrets(), receivedAt)) {
            out.println((step.good() ? "ok    " : "wrong ") + step.what() + ": " + step.found());
        }
        return switch (endpoint.scheme().verify(request, endpoint.currentSecrets(receivedAt), receivedAt)) {
            case Passed(Genuine genuine) -> {
                out.println("genuine, signed with " + genuine.by());
                yield read(endpoint, request, receivedAt, out);
            }
            case Rejected<Genuine> refused -> {
                new Diagnostician()
                        .of(endpoint, request, came.url(), refused, endpoints.readable(), receivedAt)
                        .forEach(found -> out.println("cause " + found.code() + ": " + found.detail()));
                out.println("refused: " + refused.why().code() + ". "
                        + refused.why().detail());
                yield CommandFailedException.FAILED;
            }
        };
    }

    private static int read(Endpoint endpoint, SignedRequest request, Instant receivedAt, PrintWriter out) {
        return switch (new EventReader().read(endpoint, request, receivedAt, Tracing.NONE)) {
            case Passed(Reading read) -> {
                read.events()
                        .forEach(event -> out.println("event " + event.key().id() + " of type " + event.type()));
                read.unfit()
                        .forEach(item -> out.println(
                                "item " + item.batch().index() + " would be dead-lettered: " + item.reason()));
                yield 0;
            }
            case Rejected<Reading> refused -> {
                out.println("refused: " + refused.why().code() + ": " + refused.finding());
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
}
