package dev.sluice.provider;

import java.util.Optional;

/** Which of a provider's two worlds an endpoint takes events from. */
public enum Livemode {
    ANY,
    LIVE,
    TEST;

    /** Whether an event is taken that says this of itself; one that says nothing is only taken by {@code ANY}. */
    boolean takes(Optional<String> live) {
        return switch (this) {
            case ANY -> true;
            case LIVE -> live.filter("true"::equals).isPresent();
            case TEST -> live.filter("false"::equals).isPresent();
        };
    }
}
