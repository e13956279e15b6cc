package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
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
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        Optional<JsonValues> values = Question.json(request, TYPE, EVENT);
        // A webhook event has type 1 as well, and an event in it.
        if (values.flatMap(found -> found.at(EVENT)).isPresent()) {
            return Optional.empty();
        }
        return switch (values.flatMap(found -> found.at(TYPE)).orElse("")) {
            case "0" -> Optional.of(new Passed<>(new HandshakeReply(204, "application/json", Map.of(), "")));
            case "1" -> Optional.of(new Passed<>(HandshakeReply.json("{\"type\":1}")));
            default -> Optional.empty();
        };
    }
}
