package dev.sluice.handshake;

import dev.sluice.signature.Refusal;
import java.util.regex.Pattern;

/** What a caller may ask to have repeated or signed. */
final class Challenge {
    /** Holds no character by which a delivery of any provider could begin: no brace, no blank, no colon. */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_=+/-]{1,128}");

    private Challenge() {}

    static HandshakeReply unsafe() {
        return new HandshakeReply.Refused(
                Refusal.HANDSHAKE_INVALID, "the challenge is missing, or not 1-128 of A-Za-z0-9_=+/-");
    }

    static boolean isSafe(String text) {
        return SAFE.matcher(text).matches();
    }
}
