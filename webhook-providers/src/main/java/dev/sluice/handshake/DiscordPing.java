package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.signature.SignedRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Discord's PING: type 1 of the interactions, type 0 of the webhook events.
 *
 * @see <a href="https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-acknowledging-ping-requests">PING</a>
 * @see <a href="https://discord.com/developers/docs/events/webhook-events#preparing-for-events">Webhook events</a>
 */
final class DiscordPing implements Handshake {
    private static final JsonPointer TYPE = JsonPointer.compile("/type");
    private static final JsonPointer EVENT = JsonPointer.compile("/event/type");

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public HandshakeReply reply(SignedRequest request, Means means) {
        Optional<JsonValues> values = Question.json(request, TYPE, EVENT);
        // A webhook event has type 1 as well, and an event in it.
        if (values.flatMap(found -> found.at(EVENT)).isPresent()) {
            return new HandshakeReply.NotOne();
        }
        return switch (values.flatMap(found -> found.at(TYPE)).orElse("")) {
            case "0" -> new HandshakeReply.Answered(204, "application/json", Map.of(), "");
            case "1" -> HandshakeReply.Answered.json("{\"type\":1}");
            default -> new HandshakeReply.NotOne();
        };
    }
}
