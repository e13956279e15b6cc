package dev.sluice.handshake;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.rejection.Checked;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;

/**
 * Twitch's {@code webhook_callback_verification}: the challenge is sent back.
 *
 * @see <a href="https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request">Challenges</a>
 */
final class TwitchVerification implements Handshake {
    private static final JsonPointer CHALLENGE = JsonPointer.compile("/challenge");

    @Override
    public boolean isSigned() {
        return true;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        // A revocation has no answer but the usual one: it is an event.
        return request.headers()
                        .first("twitch-eventsub-message-type")
                        .filter("webhook_callback_verification"::equals)
                        .isPresent()
                ? Optional.of(
                        Challenge.repeated(Question.json(request, CHALLENGE).flatMap(found -> found.at(CHALLENGE))))
                : Optional.empty();
    }
}
