package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slack's {@code url_verification}: the challenge is sent back.
 *
 * @see <a href="https://docs.slack.dev/reference/events/url_verification">url_verification</a>
 */
final class SlackUrlVerification implements Handshake {
    private static final JsonPointer TYPE = JsonPointer.compile("/type");
    private static final JsonPointer CHALLENGE = JsonPointer.compile("/challenge");

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public HandshakeReply reply(SignedRequest request, Means means) {
        Optional<JsonValues> values = values(request);
        if (values.flatMap(found -> found.at(TYPE)).filter("url_verification"::equals).isEmpty()) {
            return new HandshakeReply.NotOne();
        }
        return values.flatMap(found -> found.at(CHALLENGE))
                .filter(Challenge::isSafe)
                .<HandshakeReply>map(text -> new HandshakeReply.Answered(200, "text/plain", Map.of(), text))
                .orElseGet(() -> Challenge.unsafe());
    }

    private static Optional<JsonValues> values(SignedRequest request) {
        if (!BodyFormat.JSON.carriedBy(request.headers().first("content-type").orElse(""))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonValues.read(request.body(), List.of(TYPE, CHALLENGE)));
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }
}
