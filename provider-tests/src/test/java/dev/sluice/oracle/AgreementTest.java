package dev.sluice.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What we sign the others take, and what is changed neither does. */
final class AgreementTest {
    /** Some libraries have no other clock. */
    private final Instant now = Instant.now();

    @BeforeAll
    static void sendGridLooksForItsProviderByName() {
        Security.addProvider(new BouncyCastleProvider());
    }

    static Stream<Provider> providers() {
        return Stream.concat(Providers.withLibrary(), OtherProviders.all());
    }

    static Stream<Arguments> changes() {
        return providers()
                .flatMap(provider -> Stream.of(Change.values()).map(change -> Arguments.of(provider, change)));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatWeSignIsTakenByBoth(Provider provider) throws Exception {
        SignedRequest signed = signed(provider, now);

        assertThat(provider.sdk().accepts(signed, provider.secret())).isTrue();
        assertThat(ours(provider, signed)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsChangedIsRefusedByBoth(Provider provider, Change change) {
        SignedRequest signed = signed(provider, now);

        SignedRequest changed = change.of(signed, provider.endpoint().scheme().headers());

        assertThat(same(signed, changed)).as("unchanged").isFalse();
        assertThat(theirs(provider, changed, provider.secret())).as("by theirs").isFalse();
        assertThat(ours(provider, changed)).as("by ours").isFalse();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyHeaderThatIsReadCounts(Provider provider) {
        SignedRequest signed = signed(provider, now);

        for (String header : provider.endpoint().scheme().headers()) {
            String value = Requests.header(signed, header);
            for (SignedRequest changed : List.of(signed.with(header, value + "2"), Requests.without(signed, header))) {
                assertThat(theirs(provider, changed, provider.secret()))
                        .as(header)
                        .isFalse();
                assertThat(ours(provider, changed)).as(header).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anothersSignatureIsRefusedByBoth(Provider provider) {
        SignedRequest signed = provider.endpoint().scheme().sign(provider.unsigned(), provider.another(), now);

        assertThat(theirs(provider, signed, provider.secret())).isFalse();
        assertThat(ours(provider, signed)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void oldRequestsAreRefusedByBothWhereTheyAreRefusedAtAll(Provider provider) {
        SignedRequest old = signed(provider, now.minus(Duration.ofMinutes(20)));

        if (provider.checksTime()) {
            assertThat(theirs(provider, old, provider.secret())).isFalse();
            assertThat(ours(provider, old)).isFalse();
        } else {
            assertThat(theirs(provider, old, provider.secret())).isTrue();
        }
    }

    private SignedRequest signed(Provider provider, Instant at) {
        return provider.endpoint().scheme().sign(provider.unsigned(), provider.signing(), at);
    }

    private boolean ours(Provider provider, SignedRequest request) {
        return provider.endpoint().scheme().verify(request, provider.endpoint().secrets(), now) instanceof Passed;
    }

    private static boolean theirs(Provider provider, SignedRequest request, String secret) {
        try {
            return provider.sdk().accepts(request, secret);
        } catch (Exception refused) {
            return false;
        }
    }

    private static boolean same(SignedRequest one, SignedRequest other) {
        return Requests.body(one).equals(Requests.body(other))
                && one.url().equals(other.url())
                && one.headers().asMap().equals(other.headers().asMap());
    }
}
