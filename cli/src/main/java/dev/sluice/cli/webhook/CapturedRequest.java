package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that hold a request as it came: in one file, or in parts. */
final class CapturedRequest {
    @Option(names = "--file", description = "The body, byte for byte.")
    private @Nullable Path file;

    @Option(names = "--header", description = "A header as it came, such as 'X-Signature: sha256=…'; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--method", description = "Its method; default: POST, or the one in --raw.")
    private @Nullable String method;

    @Option(
            names = "--url",
            description = "Where it was posted to, query included; the host is public_url's if there is one.")
    private @Nullable String url;

    @Option(
            names = "--raw",
            description = "The whole request in the place of the parts: request line, headers, empty line, body.")
    private @Nullable Path raw;

    /** The request as it came to an endpoint. */
    SignedRequest to(Endpoint endpoint) throws CommandFailedException {
        if ((file == null) == (raw == null)) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "give the body with --file, or the whole request with --raw");
        }
        RawRequest parts = parts(endpoint);
        String target = url != null ? url : absolute(parts);
        return new SignedRequest(method != null ? method : parts.method(), target, parts.headers(), parts.body());
    }

    /** What keeps the file of a whole request from being that request. */
    Optional<String> wrongLength() throws CommandFailedException {
        return raw == null ? Optional.empty() : RawRequest.read(raw).wrongLength();
    }

    private RawRequest parts(Endpoint endpoint) throws CommandFailedException {
        if (raw != null) {
            return RawRequest.read(raw);
        }
        if (file == null) {
            throw new IllegalStateException("one of the two is there");
        }
        RequestHeaders given = HeaderLines.parsed(headers);
        String usual = endpoint.body().formats().getFirst().contentType();
        RequestHeaders typed = given.first("content-type").isPresent() ? given : given.with("content-type", usual);
        try {
            return new RawRequest("POST", endpoint.paths().getFirst(), typed, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, file + " can't be read: " + e, e);
        }
    }

    private static String absolute(RawRequest request) {
        return request.target().startsWith("/")
                ? "http://" + request.headers().first("host").orElse("127.0.0.1") + request.target()
                : request.target();
    }
}
