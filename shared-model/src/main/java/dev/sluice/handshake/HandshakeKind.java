package dev.sluice.handshake;

/** The handshakes there are, as presets name them. */
public enum HandshakeKind {
    /** Slack: {@code url_verification}. */
    SLACK(new SlackUrlVerification());

    @SuppressWarnings("ImmutableEnumChecker") // none has any state
    private final Handshake handshake;

    HandshakeKind(Handshake handshake) {
        this.handshake = handshake;
    }

    public Handshake handshake() {
        return handshake;
    }
}
