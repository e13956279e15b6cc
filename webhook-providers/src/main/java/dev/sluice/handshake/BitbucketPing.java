package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.util.Optional;

/**
 * The "test connection" of Bitbucket Data Center, which is sent without a signature where the webhook has no secret yet.
 *
 * @see <a href="https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html">Manage webhooks</a>
 */
final class BitbucketPing implements Handshake {
    @Override
    public boolean isSigned() {
        return false;
    }

    @Override
    public Optional<Checked<HandshakeReply>> reply(SignedRequest request, Means means) {
        return Question.isOf(request, "POST")
                        && request.headers()
                                .first("x-event-key")
                                .filter("diagnostics:ping"::equals)
                                .isPresent()
                ? Optional.of(new Passed<>(HandshakeReply.text("")))
                : Optional.empty();
    }
}
