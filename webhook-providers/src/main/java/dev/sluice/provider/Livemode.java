package dev.sluice.provider;

import java.util.Optional;

/** Which of a provider's two worlds an endpoint takes events from. */
public enum Livemode {
    ANY,
    LIVE,
    TEST;

    /**
     * What an event's own word for its mode means: {@code true}, {@code live} and {@code production} are live,
     * {@code false}, {@code test} and {@code sandbox} are not; any other says nothing.
     */
    static Optional<Boolean> isLive(String said) {
        return switch (said) {
            case "true", "live", "production" -> Optional.of(true);
            case "false", "test", "sandbox" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Whether an event is taken that is live or not; one that does not say is only taken by {@code ANY}. */
    boolean takes(Optional<Boolean> live) {
        return switch (this) {
            case ANY -> true;
            case LIVE -> live.orElse(false);
            case TEST -> !live.orElse(true);
        };
    }
}
