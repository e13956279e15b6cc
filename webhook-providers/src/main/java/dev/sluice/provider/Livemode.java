package dev.sluice.provider;

import java.util.Optional;

/** Which of a provider's two worlds an endpoint takes events from. */
public enum Livemode {
    ANY,
    LIVE,
    TEST,
    /** Live ones; of test events it is said that they are taken, and nothing is done with them. */
    LIVE_IGNORING_TEST,
    /** The reverse. */
    TEST_IGNORING_LIVE;

    /** The same, ignoring what it otherwise refuses. */
    public Livemode ignoringOthers() {
        return switch (this) {
            case ANY -> ANY;
            case LIVE, LIVE_IGNORING_TEST -> LIVE_IGNORING_TEST;
            case TEST, TEST_IGNORING_LIVE -> TEST_IGNORING_LIVE;
        };
    }

    /** Whether an event of the other mode is ignored; one that does not say its mode is refused even so. */
    boolean ignores(Optional<Boolean> live) {
        return switch (this) {
            case ANY, LIVE, TEST -> false;
            case LIVE_IGNORING_TEST, TEST_IGNORING_LIVE -> live.isPresent() && !takes(live);
        };
    }

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

    /** The word for the events that are taken. */
    String taken() {
        return switch (this) {
            case ANY -> "all";
            case LIVE, LIVE_IGNORING_TEST -> "live";
            case TEST, TEST_IGNORING_LIVE -> "test";
        };
    }

    /** Whether an event is taken that is live or not; one that does not say is only taken by {@code ANY}. */
    boolean takes(Optional<Boolean> live) {
        return switch (this) {
            case ANY -> true;
            case LIVE, LIVE_IGNORING_TEST -> live.orElse(false);
            case TEST, TEST_IGNORING_LIVE -> !live.orElse(true);
        };
    }
}
