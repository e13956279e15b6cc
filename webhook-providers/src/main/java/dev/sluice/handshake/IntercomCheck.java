package dev.sluice.handshake;

import dev.sluice.signature.SignedRequest;
import java.util.Map;

/**
 * Intercom's look at the URL by HEAD.
 *
 * @see <a href="https://developers.intercom.com/docs/webhooks/setting-up-webhooks">Setting up webhooks</a>
 */
final class IntercomCheck implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public HandshakeReply reply(SignedRequest request, Means means) {
        return Question.isOf(request, "HEAD")
                ? new HandshakeReply.Answered(200, "text/plain", Map.of(), "")
                : new HandshakeReply.NotOne();
    }
}
