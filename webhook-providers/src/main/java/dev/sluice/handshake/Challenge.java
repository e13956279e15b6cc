package dev.sluice.handshake;

import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** What a caller may ask to have repeated or signed. */
final class Challenge {
    /** Holds no character by which a delivery of any provider could begin: no brace, no blank, no colon. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_=+/-]{1,128}");

    private Challenge() {}

    static HandshakeReply unsafe() {
        return new HandshakeReply.Rejected(
                RejectionCode.HANDSHAKE_INVALID, "the challenge is missing, or not 1-128 of A-Za-z0-9_=+/-");
    }

    /** Sends it back as it is, where it is safe. */
    static HandshakeReply repeated(Optional<String> challenge) {
        return challenge
                .filter(Challenge::isSafe)
                .<HandshakeReply>map(text -> new HandshakeReply.Answered(200, "text/plain", Map.of(), text))
                .orElseGet(Challenge::unsafe);
    }

    /** Answers it with what a secret makes of it, where it is safe. */
    static HandshakeReply signed(
            Optional<String> challenge, List<Secret> secrets, BiFunction<String, Secret, HandshakeReply> answer) {
        if (secrets.isEmpty()) {
            return new HandshakeReply.Rejected(RejectionCode.HANDSHAKE_DENIED, "no secret is current");
        }
        return challenge
                .filter(Challenge::isSafe)
                .map(text -> answer.apply(text, secrets.getFirst()))
                .orElseGet(Challenge::unsafe);
    }

    static boolean isSafe(String text) {
        return SAFE.matcher(text).matches();
    }
}
