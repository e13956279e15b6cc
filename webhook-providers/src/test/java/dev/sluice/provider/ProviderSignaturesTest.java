package dev.sluice.provider;

import static dev.sluice.provider.Readings.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureEncoding;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Tolerance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider's signature does not put up with. */
class ProviderSignaturesTest {
    private static final String SAMPLES = "dev.sluice.provider.ProviderSample#all";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void whatIsSignedElsewhereIsGenuine(ProviderSample sample) throws Exception {
        SignatureScheme scheme = sample.configured(directory).endpoint().scheme();

        assertThat(scheme.verify(sample.signedElsewhere(), List.of(sample.keyElsewhere()), NOW))
                .isEqualTo(new Passed<>(new Genuine("elsewhere")));
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void noByteOfASignedBodyMayChange(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        SignedRequest request = signed(configured, sample);

        if (configured.endpoint().coverage().body()) {
            for (int i = 0; i < request.body().length; i++) {
                byte[] changed = request.body().clone();
                changed[i] ^= 1;
                assertRefused(configured, request.withBody(changed), "byte " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void noHeaderOfTheProofMayChangeOrBeMissing(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        SignedRequest request = signed(configured, sample);

        for (String name : configured.endpoint().scheme().headers()) {
            String value = request.headers().first(name).orElseThrow();
            for (int i = 0; i < value.length(); i++) {
                String changed = value.substring(0, i) + (value.charAt(i) == '7' ? '8' : '7') + value.substring(i + 1);
                assertRefused(configured, request.with(name, changed), name + ": " + changed);
            }
            assertRefused(configured, request.with(name, ""), name);
            assertRefused(configured, without(request, name), name);
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void anotherProvidersKeyProvesNothing(ProviderSample sample) throws Exception {
        SignedRequest request = signed(sample.configured(directory), sample);
        ProviderSample.Configured other = sample.configured(directory);
        boolean sharesSecret = other.endpoint().scheme().keys() == SignatureScheme.Keys.SECRETS;
        List<Secret> keys = sharesSecret
                ? List.of(new Secret("secrets[0]", "616e6f7468657200"))
                : other.endpoint().secrets();

        assertThat(other.endpoint().scheme().verify(request, keys, NOW)).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void signedTimeIsToleratedAsDocumented(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        SignedRequest request = signed(configured, sample);
        Optional<Tolerance> tolerance = configured.endpoint().scheme() instanceof ContentScheme content
                ? content.tolerance()
                : Optional.empty();

        if (tolerance.isEmpty()) {
            assertThat(verdict(configured, request, NOW.plus(Duration.ofDays(365))))
                    .isInstanceOf(Passed.class);
        } else {
            Instant late = NOW.plus(tolerance.get().past());
            Instant early = NOW.minus(tolerance.get().future());
            assertThat(verdict(configured, request, late)).isInstanceOf(Passed.class);
            assertThat(why(configured, request, late.plusSeconds(1))).isEqualTo(RejectionCode.TIMESTAMP_EXPIRED);
            assertThat(why(configured, request, early.minusSeconds(1))).isEqualTo(RejectionCode.TIMESTAMP_IN_FUTURE);
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void anotherEncodingIsNotRead(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);

        if (configured.endpoint().scheme() instanceof ContentScheme scheme) {
            ContentScheme other = scheme.withEncoding(
                    scheme.encoding() == SignatureEncoding.HEX ? SignatureEncoding.BASE64 : SignatureEncoding.HEX);
            assertRefused(configured, other.sign(sample.request(""), configured.signing(), NOW), "encoding");
        }
    }

    @ParameterizedTest
    @MethodSource(SAMPLES)
    void signedUrlMayNotChange(ProviderSample sample) throws Exception {
        ProviderSample.Configured configured = sample.configured(directory);
        SignedRequest request = signed(configured, sample);

        if (configured.endpoint().scheme().coversUrl()) {
            assertRefused(configured, request.at(request.url() + "?a=1"), "URL");
            assertRefused(configured, request.at("https://other.example.com/webhooks/shop"), "URL");
        }
    }

    private static SignedRequest without(SignedRequest request, String name) {
        Map<String, List<String>> headers = new HashMap<>(request.headers().asMap());
        headers.remove(name.toLowerCase(Locale.ROOT));
        return new SignedRequest(request.method(), request.url(), RequestHeaders.ofAll(headers), request.body());
    }

    private static void assertRefused(ProviderSample.Configured configured, SignedRequest request, String what) {
        assertThat(verdict(configured, request, NOW)).as(what).isInstanceOf(Rejected.class);
    }

    private static RejectionCode why(ProviderSample.Configured configured, SignedRequest request, Instant at) {
        return switch (verdict(configured, request, at)) {
            case Passed(Genuine genuine) -> throw new AssertionError(genuine);
            case Rejected<Genuine> refused -> refused.why();
        };
    }

    private static Checked<Genuine> verdict(ProviderSample.Configured configured, SignedRequest request, Instant at) {
        Endpoint endpoint = configured.endpoint();
        return endpoint.scheme().verify(request, endpoint.currentSecrets(NOW), at);
    }

    private static SignedRequest signed(ProviderSample.Configured configured, ProviderSample sample) {
        return configured.endpoint().scheme().sign(sample.request(""), configured.signing(), NOW);
    }
}
