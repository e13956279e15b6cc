package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.rejection.Checked.Passed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that the providers' own documents and test suites publish. */
class PublishedVectorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            github   ~ X-Hub-Signature-256  ~ It's a Secret to Everybody ~ Hello, World!             ~ sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17
            github   ~ X-Hub-Signature-256  ~ secret                     ~ data                      ~ sha256=1b2c16b75bd2a870c114153ccda5bcfca63314bc722fa160d690de133ccbb9db
            bitbucket ~ X-Hub-Signature ~ It's a Secret to Everybody ~ Hello World! ~ sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9
            razorpay ~ X-Razorpay-Signature ~ 123456                     ~ {"a":1,"b":2,"c":{"d":3}} ~ 2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc
            """)
    void publishedSignatureIsGenuineAndOursIsTheSame(
            String provider, String header, String secret, String body, String signature) {
        SignatureScheme scheme = ProviderPresets.bundled()
                .named(provider)
                .orElseThrow()
                .schemes()
                .getFirst()
                .with(Map.of());
        List<Secret> secrets = List.of(new Secret("secrets[0]", secret));
        SignedRequest request = new SignedRequest(
                "POST", "https://example.com/", RequestHeaders.of(Map.of(header, signature)), body.getBytes(UTF_8));

        assertThat(scheme.verify(request, secrets, Instant.EPOCH))
                .isEqualTo(new Passed<>(new Genuine(secrets.get(0).label())));
        assertThat(scheme.sign(request, secrets.get(0), Instant.EPOCH).headers().first(header))
                .hasValue(signature);
    }
}
