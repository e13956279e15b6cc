package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;

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
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        return Question.isOf(request, "HEAD") ? Optional.of(new Passed<>(HandshakeReply.text(""))) : Optional.empty();
    }
}
