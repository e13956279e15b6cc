package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.signature.Explanation.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Secret SECRET = new Secret("secrets[0]", "whsec_not_a_real_one");

    private final SignatureScheme scheme = ProviderPresets.bundled()
            .named("stripe")
            .orElseThrow()
            .schemes()
            .getFirst()
            .with(Map.of());

    @Test
    void everyStepOfAGenuineRequestIsGood() {
        assertThat(explain(signed("{}"), SECRET, NOW)).isNotEmpty().allMatch(Step::good);
    }

    @Test
    void missingHeaderIsTheFirstStep() {
        assertThat(explain(request("{}"), SECRET, NOW))
                .startsWith(new Step("header Stripe-Signature", "missing", false));
    }

    @Test
    void staleTimestampIsShownBesideAMatch() {
        assertThat(explain(signed("{}"), SECRET, NOW.plusSeconds(400)))
                .contains(new Step("secrets[0]", "matches", true))
                .anySatisfy(step ->
                        assertThat(step.found()).contains("400 s before").contains("300 s are tolerated"));
    }

    @Test
    void noStepShowsASecret() {
        assertThat(explain(signed("{}"), SECRET, NOW).toString()).doesNotContain(SECRET.text());
    }

    private List<Step> explain(SignedRequest request, Secret secret, Instant at) {
        return Explanation.of(scheme, request, List.of(secret), at);
    }

    private SignedRequest signed(String body) {
        return scheme.sign(request(body), SECRET, NOW);
    }

    private static SignedRequest request(String body) {
        return new SignedRequest("POST", "/", RequestHeaders.of(Map.of()), body.getBytes(UTF_8));
    }
}
