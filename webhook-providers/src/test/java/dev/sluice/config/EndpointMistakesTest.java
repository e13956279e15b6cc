package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointMistakesTest {
    private static final int MAX_BODY = 1024 * 1024;
    private static final Map<String, String> ENVIRONMENT =
            Map.of("STRIPE_SECRET", "whsec_not_a_real_one", "OLD_SECRET", "an_older_one", "BLANK", " ");

    @TempDir
    private Path directory;

    @Test
    void everyMistakeIsReportedAtOnceWithItsLine() {
        List<String> mistakes = mistakes("""
                endpoints:
                  stripe:
                    provider: strip
                    secret: ["${STRIPE_SECRET}"]
                    max_body: 2MiB
                  Bad Name:
                    provider: github
                    secrets: ["${NOT_SET}", "${BLANK}", ""]
                    enabled: yes
                  erp:
                    provider: generic
                    secrets: ["${STRIPE_SECRET}"]
                    path: /webhooks/stripe
                    signature: {algorithm: md5, encoding: hex}
                    event: {type: kind}
                  erp:
                    provider: generic
                other: 1
                """);

        assertThat(mistakes)
                .containsExactly(
                        "2: 'secrets' is missing. Write secrets: [\"${NAME}\"] and set NAME to the provider's signing secret.",
                        "3: no provider 'strip' is known. Did you mean 'stripe'?",
                        "4: 'secret' is not known here. Did you mean 'secrets'?",
                        "5: '2MiB' is more than SLUICE_MAX_BODY, 1048576 bytes. Write a size such as 256KiB; raise"
                                + " SLUICE_MAX_BODY in both services to take more.",
                        "6: 'Bad Name' can't be an endpoint's name. Use 1 to 63 lower-case letters, digits, - and _,"
                                + " beginning with a letter or digit.",
                        "8: the environment variable NOT_SET is not set. Set NOT_SET where this process is started.",
                        "8: the environment variable BLANK is empty. Set BLANK where this process is started.",
                        "8: secrets[2] is empty. Write secrets: [\"${NAME}\"] and set NAME to the provider's signing secret.",
                        "9: 'yes' is neither true nor false. Write true or false.",
                        "13: '/webhooks/stripe' is a path of endpoint 'stripe' already. Give one of the two another path.",
                        "14: 'md5' is not one of hmac-sha256, hmac-sha1, hmac-sha512, sha256, rsa-sha256, rsa-sha1, ed25519,"
                                + " ecdsa-p256, bearer, basic, token, twilio, adyen, braintree, microsoft-graph, paypal,"
                                + " plaid. Write the provider's, such as hmac-sha256.",
                        "15: 'id' is missing. Say where the event's id is, such as id: /id or id: header:X-Event-Id; it"
                                + " tells repeats from new events. A provider that has none: id: hash.",
                        "15: 'kind' is not the place of a value. Write header:Name, field:name, a JSON Pointer like /data/id,"
                                + " or, where the format is xml, an XPath like /Envelope/Id.",
                        "16: 'erp' is there twice. Remove one of the two.",
                        "18: 'other' is not known here. Known here: endpoints, limits, ip_blocklist.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {provider: generic, secrets: [s]}                                              | 'signature' is missing
            {provider: generic, secrets: [s], signature: {header: X}}                      | 'event' is missing
            {provider: github, secrets: [s], signature: {header: X}}                       | brings its own 'signature'
            {provider: github, secrets: [s], livemode: true}                               | nothing in such an event tells
            {provider: stripe, secrets: [s], livemode: live}                               | none of any, true, false
            {provider: stripe, secrets: [s], format: xml}                                  | sends no such 'format'
            {provider: stripe, secrets: []}                                                | 'secrets' is empty
            {provider: stripe, secrets: [s], success: {status: 204, body: ok}}             | status 204 has no body
            {provider: stripe, secrets: s}                                                 | expected a list, found a text
            {provider: stripe, secrets: [[s]]}                                             | found a list
            {provider: stripe, secrets: }                                                  | expected a list, found nothing
            {provider: stripe, secrets: ['${file:/nowhere/secret}']}                       | the file /nowhere/secret can't be read
            {provider: stripe, secrets: ['${A']}                                           | never closed
            {provider: stripe, secrets: ['${A-B}']}                                        | neither a variable's name
            {provider: stripe, secrets: [s], max_body: 1MB}                                | '1MB' is not a size
            {provider: stripe, secrets: [s], path: webhook}                                | 'webhook' is not a path
            {provider: stripe, secrets: [s], path: /a/../b}                                | '/a/../b' is not a path
            {provider: stripe, secrets: [s], path: /health}                                | answers for its own health
            {provider: stripe, secrets: [s], path: /webhooks/a}                            | a path of endpoint 'a' already
            {provider: stripe, secrets: [s], metadata: [1]}                                | expected a mapping
            {provider: stripe, secrets: [s], rate_limits: {per_minute: 1}}                 | Did you mean 'rate_limit'?
            {secrets: [s]}                                                                 | 'provider' is missing
            text                                                                           | expected a mapping
            {provider: generic, secrets: [s], event: {id: /i, type: /t}, signature: {header: X, signed: "{id}{body}"}} | '{id}' in the signed content
            {provider: generic, secrets: [s], event: {id: /i, type: /t}, signature: {header: X, signed: "{timestamp}{body}"}} | nothing says where it is
            {provider: generic, secrets: [s], event: {id: /i, type: /t}, signature: {header: X, tolerance: {past: 5s}}} | no {timestamp}
            {provider: generic, secrets: [s], event: {id: /i, type: /t}, signature: {header: "X Y"}} | not a header's name
            {provider: generic, secrets: [s], event: {id: /i, type: "header:"}, signature: {header: X}} | is not the place of a value
            """)
    void mistakeIsNamed(String endpoint, String expected) {
        assertThat(mistakes("endpoints:\n  a: " + endpoint))
                .anySatisfy(mistake -> assertThat(mistake).startsWith("2: ").contains(expected));
    }

    @Test
    void emptyOrBrokenFilesAreMistakes() {
        assertThat(mistakes("")).singleElement().asString().contains("the file is empty");
        assertThat(mistakes("endpoints: {}")).singleElement().asString().contains("there is no endpoint");
        assertThat(mistakes("a: [1")).singleElement().asString().startsWith("1: not valid YAML");
        assertThat(mistakes("a: 1\nb: 2")).hasSize(3);
        assertThat(mistakes("endpoints:\n  a: {x: 1}\n---\nb: 1"))
                .singleElement()
                .asString()
                .contains("not valid YAML");
        ConfigurationException missing = catchThrowableOfType(
                ConfigurationException.class,
                () -> EndpointsFile.read(directory.resolve("nowhere.yaml"), Map.of(), MAX_BODY));
        assertThat(missing).hasMessageContaining("there is no such file");
    }

    @Test
    void noMistakeShowsASecret() {
        String secret = "whsec_not_a_real_one";
        String files = """
                endpoints:
                  a: {provider: "${STRIPE_SECRET}", secrets: "whsec_not_a_real_one"}
                  b: {provider: generic, secrets: [[whsec_not_a_real_one]], path: "${STRIPE_SECRET}", max_body: "${STRIPE_SECRET}",
                      livemode: "${STRIPE_SECRET}", enabled: "x${STRIPE_SECRET}", format: "${STRIPE_SECRET}",
                      signature: {algorithm: "${STRIPE_SECRET}", header: "${STRIPE_SECRET} ", signed: "${STRIPE_SECRET}"},
                      event: {id: "${STRIPE_SECRET}", type: "header:${STRIPE_SECRET} x"}}
                """;
        assertThat(mistakes(files)).isNotEmpty().noneMatch(mistake -> mistake.contains(secret));
        for (String broken :
                List.of("- whsec_not_a_real_one: [", "a: *whsec_not_a_real_one", "a: !whsec_not_a_real_one!x y")) {
            assertThat(mistakes(broken)).isNotEmpty().noneMatch(mistake -> mistake.contains(secret));
        }
    }

    private EndpointCatalog read(String text) throws Exception {
        return EndpointsFile.read(Files.writeString(directory.resolve("endpoints.yaml"), text), ENVIRONMENT, MAX_BODY);
    }

    private List<String> mistakes(String text) {
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> read(text));
        String prefix = directory.resolve("endpoints.yaml").toString();
        return e.mistakes().stream()
                .map(mistake ->
                        mistake.toString().substring(prefix.length() + 1).strip())
                .toList();
    }
}
