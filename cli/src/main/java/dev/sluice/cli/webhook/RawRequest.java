package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.signature.RequestHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A request as it was captured: request line, headers, an empty line, and the body to the end of the file.
 *
 * @param target as it stands in the request line, with host or without
 * @param body the bytes after the empty line
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record RawRequest(String method, String target, RequestHeaders headers, byte[] body) {
    /** Reads a file; lines may end with or without a carriage return. */
    static RawRequest read(Path file) throws CommandFailedException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "--raw " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    static RawRequest parse(byte[] bytes) throws CommandFailedException {
        int end = endOfHeaders(bytes);
        List<String> lines = new String(bytes, 0, end, ISO_8859_1).lines().toList();
        String[] first = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ");
        if (first.length < 2 || !RequestHeaders.isName(first[0])) {
            throw new IllegalArgumentException(
                    "the first line is not a request line such as POST /webhooks/stripe HTTP/1.1");
        }
        RequestHeaders headers = HeaderLines.parsed(
                lines.stream().skip(1).filter(line -> !line.isBlank()).toList());
        if (headers.first("transfer-encoding").isPresent()) {
            throw new IllegalArgumentException("its body is in chunks; capture it behind the proxy that removes them");
        }
        return new RawRequest(first[0], first[1], headers, Arrays.copyOfRange(bytes, end, bytes.length));
    }

    /** What Content-Length says about the body and is not so. */
    Optional<String> wrongLength() {
        return headers.first("content-length")
                .map(String::strip)
                .filter(length -> !length.equals(Integer.toString(body.length)))
                .map(length -> "the file has " + body.length + " bytes of body, Content-Length says " + length
                        + "; an editor may have added a line end");
    }

    private static int endOfHeaders(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            boolean afterLine = bytes[i - 1] == '\n' || (i > 1 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n');
            if (afterLine && bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }
}
