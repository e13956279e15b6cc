package dev.sluice.provider;

/** Which of a provider's two worlds an endpoint takes events from. */
public enum Livemode {
    ANY,
    LIVE,
    TEST
}
