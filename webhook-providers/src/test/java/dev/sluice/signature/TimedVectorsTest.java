package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.rejection.Checked.Passed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Published signatures over more than a body. */
class TimedVectorsTest {
    private static final String V1A =
            "hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    private static final String V1A_PUBLIC_KEY = "1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    private static final String SENDGRID_PUBLIC_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7"
            + "dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    @Test
    void slacksDocumentation() {
        Map<String, String> headers = Map.of(
                "X-Slack-Request-Timestamp",
                "1531420618",
                "X-Slack-Signature",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
        String body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        assertGenuine("slack", headers, body, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618);
    }

    @Test
    void svixDocumentation() {
        Map<String, String> headers = Map.of(
                "svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "svix-timestamp", "1614265330",
                "svix-signature", "v1,other v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,unknown");

        assertGenuine("svix", headers, "{\"test\": 2432232314}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330);
    }

    @Test
    void standardWebhooksLibrary() {
        Map<String, String> headers = Map.of(
                "webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                "webhook-timestamp", "1649367553",
                "webhook-signature", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");

        assertGenuine(
                "standard-webhooks",
                headers,
                "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                1649367553);
    }

    @Test
    void svixAsymmetricSignatures() {
        for (String key : List.of(V1A_PUBLIC_KEY, "whpk_" + V1A_PUBLIC_KEY)) {
            Map<String, String> headers = Map.of(
                    "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    "webhook-timestamp", "1614265330",
                    "webhook-signature", "v1,AAAA v1a," + V1A);

            assertGenuine("standard-webhooks", headers, "{\"test\": 2432232314}", key, 1614265330);
        }
    }

    @Test
    void sendgridsLibrary() {
        Map<String, String> headers = Map.of(
                "X-Twilio-Email-Event-Webhook-Timestamp",
                "1600112502",
                "X-Twilio-Email-Event-Webhook-Signature",
                "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=");
        String body = "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
                + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\","
                + "\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n";

        assertGenuine("sendgrid", headers, body, SENDGRID_PUBLIC_KEY, 1600112502);
    }

    @Test
    void hubspotsDocumentation() {
        assertGenuine(
                "hubspot-v1",
                Map.of("X-HubSpot-Signature", "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de"),
                "[{\"eventId\":1,\"subscriptionId\":12345,\"portalId\":62515,\"occurredAt\":1564113600000,"
                        + "\"subscriptionType\":\"contact.creation\",\"attemptNumber\":0,\"objectId\":123,"
                        + "\"changeSource\":\"CRM\",\"changeFlag\":\"NEW\",\"appId\":54321}]",
                "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
                0);
        assertGenuine(
                "hubspot-v2",
                Map.of("X-HubSpot-Signature", "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"),
                "{\"example_field\":\"example_value\"}",
                "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
                0);
    }

    private static void assertGenuine(
            String provider, Map<String, String> headers, String body, String key, long epochSecond) {
        SignedRequest request = new SignedRequest(
                "POST", "https://www.example.com/webhook_uri", RequestHeaders.of(headers), body.getBytes(UTF_8));
        Secret secret = new Secret("keys[0]", key);

        assertThat(ProviderPresets.bundled().named(provider).orElseThrow().schemes().stream()
                        .map(factory -> factory.with(Map.of()))
                        .filter(scheme -> scheme.keyDefect(key).isEmpty())
                        .map(scheme -> scheme.verify(request, List.of(secret), Instant.ofEpochSecond(epochSecond))))
                .contains(new Passed<>(new Genuine(secret.label())));
    }
}
