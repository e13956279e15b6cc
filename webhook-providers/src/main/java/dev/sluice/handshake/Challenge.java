package dev.sluice.handshake;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a caller may ask to have repeated or signed. */
final class Challenge {
    /** Holds no character by which a delivery of any provider could begin: no brace, no blank, no colon. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_=+/-]{1,128}");

    private Challenge() {}

    /** Sends it back as it is, where it is safe. */
    static Checked<HandshakeReply> repeated(Optional<String> challenge) {
        return answered(challenge, HandshakeReply::text);
    }

    /** Answers it with what a secret makes of it, where it is safe. */
    static Checked<HandshakeReply> signed(
            Optional<String> challenge, List<Secret> secrets, BiFunction<String, Secret, HandshakeReply> answer) {
        return secrets.isEmpty()
                ? new Rejected<>(RejectionCode.HANDSHAKE_DENIED, "no secret is current")
                : answered(challenge, text -> answer.apply(text, secrets.getFirst()));
    }

    /** Answers it with what is made of it, where it is safe. */
    static Checked<HandshakeReply> answered(Optional<String> challenge, Function<String, HandshakeReply> answer) {
        return challenge.isPresent() && isSafe(challenge.get())
                ? new Passed<>(answer.apply(challenge.get()))
                : new Rejected<>(
                        RejectionCode.HANDSHAKE_INVALID, "the challenge is missing, or not 1-128 of A-Za-z0-9_=+/-");
    }

    static boolean isSafe(String text) {
        return SAFE.matcher(text).matches();
    }
}
