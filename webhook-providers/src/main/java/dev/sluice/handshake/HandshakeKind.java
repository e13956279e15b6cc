package dev.sluice.handshake;

import java.util.Locale;

/** The handshakes there are, as presets name them. */
public enum HandshakeKind {
    /** Slack: {@code url_verification}. */
    SLACK(new SlackUrlVerification()),
    /** Slack: {@code ssl_check}. */
    SLACK_SSL_CHECK(new SlackSslCheck()),
    /** Bitbucket Data Center: {@code diagnostics:ping}. */
    BITBUCKET(new BitbucketPing()),
    /** Twitch: {@code webhook_callback_verification}. */
    TWITCH(new TwitchVerification()),
    /** Zoom: {@code endpoint.url_validation}. */
    ZOOM(new ZoomUrlValidation()),
    /** Discord: PING. */
    DISCORD(new DiscordPing()),
    /** Meta: {@code hub.challenge}. */
    META(new MetaSubscription()),
    /** Braintree: {@code bt_challenge}. */
    BRAINTREE(new BraintreeChallenge()),
    /** X: {@code crc_token}. */
    X(new XChallenge()),
    /** Okta: {@code x-okta-verification-challenge}. */
    OKTA(new OktaVerification()),
    /** Microsoft Graph: {@code validationToken}. */
    MICROSOFT_GRAPH(new GraphValidation()),
    /** CloudEvents: {@code WebHook-Request-Origin}. */
    CLOUDEVENTS(new CloudEventsPermission()),
    /** Intercom: HEAD. */
    INTERCOM(new IntercomCheck());

    @SuppressWarnings("ImmutableEnumChecker") // none has any state
    private final Handshake handshake;

    HandshakeKind(Handshake handshake) {
        this.handshake = handshake;
    }

    public Handshake handshake() {
        return handshake;
    }

    /** As presets write it: {@code microsoft-graph}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
