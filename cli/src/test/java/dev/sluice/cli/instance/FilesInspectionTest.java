package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Inspection;
import dev.sluice.config.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesInspectionTest {
    private static final String SHOP = "endpoints:\n  shop:\n    provider: stripe\n    secrets: [\"${SHOP_SECRET}\"]\n";

    @TempDir
    private Path directory;

    @Test
    void aSecretThatIsNotAtHandIsNoMistake() throws Exception {
        Inspection found = inspect(SHOP, routes("{events: [\"payment.*\"], endpoints: [shop]}"));

        assertThat(found.mistakes()).isEmpty();
        assertThat(found.doubts()).isEmpty();
        assertThat(found.absent())
                .extracting(Mistake::what)
                .containsExactly("the environment variable SHOP_SECRET is not set");
    }

    @Test
    void whatElseIsWrongBesideASecretThatIsNotAtHandIsFound() throws Exception {
        Inspection found = inspect("""
                endpoints:
                  meta: {provider: meta, secrets: ["${NOT_SET}"], options: {verify_token: "${NOT_SET}"}}
                  sq: {provider: square, secrets: ["${NOT_SET}"], livemode: maybe, max_body: huge}
                """, "routes: []");

        assertThat(what(found.mistakes()))
                .containsExactlyInAnyOrder(
                        "endpoints.yaml:3: 'maybe' is none of any, true, false",
                        "endpoints.yaml:3: 'huge' is not a size; write a number and B, KiB, MiB or GiB, such as 256KiB",
                        "endpoints.yaml:3: 'public_url' is missing");
    }

    @Test
    void anEndpointThatIsNotInTheOtherFileIsDoubted() throws Exception {
        Inspection found = inspect(SHOP, routes("{endpoints: [shop, shopp]}"));

        assertThat(what(found.doubts())).containsExactly("routes.yaml:3: there is no endpoint 'shopp'");
        assertThat(found.doubts().getFirst().fix()).isEqualTo("Did you mean 'shop'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paymnt.*", "order.paid", "Payment.*", "pull_request.*"})
    void aPatternThatNoProviderCanMeetIsDoubted(String pattern) throws Exception {
        Inspection found = inspect(SHOP, routes("{events: [\"" + pattern + "\"]}"));

        assertThat(what(found.doubts()))
                .containsExactly("routes.yaml:3: '" + pattern + "' takes no type and no category that shop can bring");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment.*",
                "payment_intent.succeeded",
                "customer.*",
                "invoice.upcoming",
                "*",
                "charge.dispute.*"
            })
    void aPatternThatAProviderMeetsIsNotDoubted(String pattern) throws Exception {
        assertThat(inspect(SHOP, routes("{events: [\"" + pattern + "\"]}")).doubts())
                .isEmpty();
    }

    @Test
    void theTypesOfASenderOfOnesOwnAreNotDoubted() throws Exception {
        String own = SHOP + """
                  erp:
                    provider: generic
                    secrets: ["${E}"]
                    signature: {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: "{body}"}
                    event: {id: /id, type: /type}
                """;

        assertThat(inspect(own, routes("{events: [\"order.paid\"]}")).doubts()).isEmpty();
        assertThat(inspect(own, routes("{events: [\"order.paid\"], endpoints: [shop]}"))
                        .doubts())
                .hasSize(1);
    }

    @Test
    void aCategoryThatAProviderWithoutAnyCanNotHaveIsDoubted() throws Exception {
        String github = "endpoints:\n  hub:\n    provider: github\n    secrets: [\"${S}\"]\n";

        assertThat(inspect(github, routes("{events: [\"payment.*\"]}")).doubts())
                .hasSize(1);
        assertThat(inspect(github, routes("{events: [\"push\", \"pull_request.closed\"]}"))
                        .doubts())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /data/object/amount        | data.object.amount
            $.data.object.amount       | data.object.amount
            $.items[0].price           | items.0.price
            /items/0/a~1b              | items.0.a/b
            """)
    void aFieldInAnotherNotationIsAMistakeThatSaysHowItIsWritten(String field, String dotted) throws Exception {
        Inspection found = inspect(SHOP, routes("{filters: [{field: \"" + field + "\", operator: greater_than}]}"));

        // Both of the line.
        assertThat(what(found.mistakes()))
                .containsExactlyInAnyOrder(
                        "routes.yaml:3: '" + field + "' is not how a filter names a field: here it is " + dotted,
                        "routes.yaml:3: operator greater_than takes 1 values, not 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data/object/amount", "items[0].price"})
    void aFieldThatIsOneNameIsDoubted(String field) throws Exception {
        assertThat(inspect(SHOP, routes("{filters: [{field: \"" + field + "\", operator: exists}]}"))
                        .doubts())
                .extracting(Mistake::what)
                .containsExactly("'" + field + "' is one name to a filter");
    }

    @Test
    void noRouteAtAllIsDoubted() throws Exception {
        assertThat(what(inspect(SHOP, "routes: []").doubts()))
                .containsExactly("routes.yaml:1: there is no route: every event is kept, and nothing is done with it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$STRIPE_SECRET",
                "$(STRIPE_SECRET)",
                "%STRIPE_SECRET%",
                "{{ STRIPE_SECRET }}",
                "{STRIPE_SECRET}",
                "process.env.STRIPE_SECRET"
            })
    void aVariableNamedAsElsewhereIsAMistake(String text) throws Exception {
        Inspection found = inspect(SHOP.replace("${SHOP_SECRET}", text), routes("{}"));

        assertThat(what(found.mistakes()))
                .containsExactly("endpoints.yaml:4: secrets[0] is the name of a variable, and not what is in it");
        assertThat(found.mistakes().getFirst().fix()).contains("${NAME}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"changeme", "whsec_your_secret_here", "<secret>", "xxxxxx", "whsec_...", "TODO", "replace-me"})
    void aPlaceholderIsDoubted(String text) throws Exception {
        assertThat(what(inspect(SHOP.replace("${SHOP_SECRET}", text), routes("{}"))
                        .doubts()))
                .containsExactly("endpoints.yaml:4: secrets[0] is a placeholder");
    }

    @Test
    void aSecretThatStandsInTheFileIsDoubtedAndNotShown() throws Exception {
        Inspection found = inspect(SHOP.replace("\"${SHOP_SECRET}\"", "whsec_dGhlIHNlY3JldA"), routes("{}"));

        assertThat(what(found.doubts()))
                .containsExactly("endpoints.yaml:4: secrets[0] stands in the file itself, where everybody who sees the"
                        + " file can read it");
        assertThat(found.toString()).doesNotContain("dGhlIHNlY3JldA");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            endpoints:\\n\\tshop:\\n\\t\\tprovider: stripe               | 2 | 1
            endpoints:\\n  shop:\\n    provider: stripe\\n  \\tsecrets: [a] | 4 | 3
            """)
    void aTabIsNamedWithItsColumn(String yaml, int line, int column) throws Exception {
        String text = yaml.replace("\\n", "\n").replace("\\t", "\t");

        assertThat(what(inspect(text, routes("{}")).mistakes()))
                .containsExactly("endpoints.yaml:" + line + ": not valid YAML: there is a tab at column " + column);
    }

    @Test
    void theExamplesAreWithoutDoubt() {
        Path examples = Path.of("../examples");
        Map.of("endpoints.yaml", "routes.yaml", "endpoints-all.yaml", "routes-all.yaml")
                .forEach((endpoints, routes) -> {
                    Inspection found = inspection()
                            .of(Optional.of(examples.resolve(endpoints)), Optional.of(examples.resolve(routes)));
                    assertThat(found.mistakes()).isEmpty();
                    assertThat(found.doubts()).isEmpty();
                });
    }

    private Inspection inspect(String endpoints, String routes) throws IOException {
        return inspection()
                .of(
                        Optional.of(Files.writeString(directory.resolve("endpoints.yaml"), endpoints)),
                        Optional.of(Files.writeString(directory.resolve("routes.yaml"), routes)));
    }

    private static FilesInspection inspection() {
        return new FilesInspection(
                Map.of(),
                () -> Set.of(
                        "payments", "customers", "subscriptions", "invoices", "github", "slack", "twilio", "rehearsal"),
                1024 * 1024);
    }

    private static String routes(String match) {
        return "routes:\n  - name: a\n    match: " + match + "\n    handler: payments\n";
    }

    private List<String> what(List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> mistake.where().substring(directory.toString().length() + 1) + ": " + mistake.what())
                .toList();
    }
}
