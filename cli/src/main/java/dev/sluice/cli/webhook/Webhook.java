package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.Locator;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One webhook that is to be sent.
 *
 * @param eventId goes into a header where the provider has it there
 * @param type goes into a header where the provider has it there
 * @param body as it is signed and sent
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Webhook(Endpoint endpoint, String eventId, String type, byte[] body) {
    /**
     * A body from a file, sent as it is.
     *
     * @param type may be missing where the type stands in the body
     */
    static Webhook ofFile(Endpoint endpoint, FreshIds ids, @Nullable String type, Path file)
            throws CommandFailedException {
        if (type == null && endpoint.identity().type() instanceof Locator.InHeader header) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    endpoint.provider() + " names the event's type in the header " + header.name()
                            + "; give it with --type");
        }
        try {
            return new Webhook(endpoint, ids.eventId(), type == null ? "" : type, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, file + " can't be read: " + e, e);
        }
    }

    /** The request as the provider would send it, signed at a time with the endpoint's current secret. */
    public SignedRequest signed(String url, Instant at) {
        return signed(url, at, endpoint.secrets().get(0));
    }

    /** The same, signed with another secret. */
    public SignedRequest signed(String url, Instant at, Secret secret) {
        return endpoint.scheme().sign(unsigned(url), secret, at);
    }

    /** The request without a signature. */
    public SignedRequest unsigned(String url) {
        RequestHeaders headers = RequestHeaders.of(Map.of("content-type", "application/json"));
        headers = with(headers, endpoint.identity().id(), eventId);
        // GitHub's header has "issues" where the event is called "issues.opened": the rest stands in the body.
        String typeInHeader = endpoint.identity().typeSuffix().isPresent() ? type.split("\\.", 2)[0] : type;
        headers = with(headers, endpoint.identity().type(), typeInHeader);
        return new SignedRequest("POST", url, headers, body);
    }

    private static RequestHeaders with(RequestHeaders headers, Locator locator, String value) {
        return switch (locator) {
            case Locator.InHeader header -> headers.with(header.name(), value);
            case Locator.FirstOf several -> with(headers, several.places().get(0), value);
            default -> headers;
        };
    }
}
