package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.rejection.Checked;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StandardWebhookTest {
    private static final Secret SECRET = new Secret("secrets[0]", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    private static final Instant AT = Instant.ofEpochSecond(1649367553);

    @Test
    void publishedVectorIsSigned() {
        byte[] body = "{\"email\":\"test@example.com\",\"username\":\"test_user\"}".getBytes(UTF_8);

        assertThat(StandardWebhook.headers("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", body, List.of(SECRET), AT))
                .isEqualTo(Map.of(
                        "webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                        "webhook-timestamp", "1649367553",
                        "webhook-signature", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="));
    }

    @Test
    void whileSecretsAreReplacedEitherVerifies() {
        Secret old = new Secret("secrets[1]", "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
        byte[] body = {0, (byte) 0xff, '\r', '\n'};
        SignatureScheme scheme = ProviderPresets.bundled()
                .named("standard-webhooks")
                .orElseThrow()
                .schemes()
                .getFirst()
                .with(Map.of());

        SignedRequest request = new SignedRequest(
                "POST", "", RequestHeaders.of(StandardWebhook.headers("msg_1", body, List.of(SECRET, old), AT)), body);

        for (Secret secret : List.of(SECRET, old)) {
            assertThat(scheme.verify(request, List.of(secret), AT)).isInstanceOf(Checked.Passed.class);
        }
        assertThat(scheme.verify(request.withBody(new byte[] {0}), List.of(SECRET, old), AT))
                .isInstanceOf(Checked.Rejected.class);
    }

    @Test
    void idIsTheSameForAnEventAndARouteAndHoldsNoDot() {
        assertThat(StandardWebhook.id("shop/evt.1/out"))
                .isEqualTo(StandardWebhook.id("shop/evt.1/out"))
                .isNotEqualTo(StandardWebhook.id("shop/evt.1/other"))
                .matches("msg_[0-9a-f]{32}");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD, ''
            C2FVsBQIhrscChlQIMV+b5sSYspob7oD,       does not begin with whsec_
            whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7!,  not base64
            whsec_c2hvcnQ=,                         24 to 64 bytes
            $FORWARD_SECRET,                        does not begin with whsec_
            """)
    void secretIsOneOfStandardWebhooks(String secret, String defect) {
        assertThat(StandardWebhook.defect(secret).orElse("")).contains(defect).doesNotContain(secret);
    }
}
