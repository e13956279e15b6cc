package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Livemode;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the pages about providers say is so. */
class ProviderPagesTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path PRESETS = Path.of("src/main/resources/providers");
    private static final Set<String> OF_NAMES = Set.of("categories", "options", "optional_options");
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");

    @TempDir
    private Path directory;

    @Test
    void presetOfThePageProvesARequestFromOutsideTheJar() throws Exception {
        List<String> blocks = YAML.matcher(page("adding-a-provider.md"))
                .results()
                .map(found -> found.group(1))
                .toList();
        Files.writeString(directory.resolve("acme.yaml"), blocks.get(0));
        Path file = Files.writeString(
                Files.createDirectory(directory.resolve("config")).resolve("endpoints.yaml"), blocks.get(1));
        Map<String, String> environment =
                Map.of("SLUICE_PROVIDERS", directory.toString(), "ACME_WEBHOOK_SECRET", "not-a-real-secret");
        Endpoint endpoint =
                EndpointsFile.read(file, environment, 1024).named("billing").orElseThrow();
        String body = "{\"id\":\"e1\",\"type\":\"invoice.settled\",\"live\":true,\"data\":{\"id\":\"i1\"}}";

        SignedRequest request = signed("1748779200", body, "not-a-real-secret");

        Instant now = Instant.ofEpochSecond(1748779200);
        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), now))
                .isEqualTo(new Passed<>(new Genuine("secrets[0]")));
        assertThat(endpoint.scheme().verify(signed("1748779200", body, "other"), endpoint.secrets(), now))
                .isInstanceOf(Rejected.class);
        assertThat(endpoint.livemode()).isEqualTo(Livemode.ANY);
        WebhookEvent read = new EventReader()
                .read(endpoint, request, now, Tracing.NONE)
                .orElseThrow()
                .events()
                .getFirst();
        assertThat(read.key().id()).isEqualTo("e1");
        assertThat(read.type()).isEqualTo("invoice.settled");
        assertThat(read.subject()).hasValue("i1");
        assertThat(ProviderPresets.categoriesIn(Map.of(ProviderPresets.VARIABLE, directory.toString()))
                        .of("acme", "invoice.settled"))
                .isEqualTo("payment.succeeded");
    }

    @Test
    void everyKeyOfAPresetIsExplained() throws Exception {
        String page = page("adding-a-provider.md");
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(PRESETS)) {
            for (Path file : files.toList()) {
                collect(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)), keys);
            }
        }

        assertThat(keys)
                .hasSizeGreaterThan(30)
                .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    @Test
    void everyProviderHasAnExampleThatCanBeUsed() throws Exception {
        String examples = page("providers.md")
                .lines()
                .filter(line -> line.startsWith("    "))
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), "endpoints:\n" + examples + "\n");

        EndpointCatalog catalog = EndpointsFile.read(file, environment(examples), 1024);

        assertThat(catalog.all().stream().map(Endpoint::provider))
                .containsExactlyInAnyOrderElementsOf(ProviderPresets.bundled().names());
    }

    private static Map<String, String> environment(String examples) throws GeneralSecurityException {
        Map<String, String> environment = new HashMap<>();
        Matcher names = PLACEHOLDER.matcher(examples);
        while (names.find()) {
            // Base64 as well as hex.
            environment.put(names.group(1), "0123456789abcdef");
        }
        environment.put("DISCORD_PUBLIC_KEY", publicKey("Ed25519"));
        environment.put("SENDGRID_PUBLIC_KEY", publicKey("EC"));
        return environment;
    }

    private static String publicKey(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(256);
        }
        return Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    }

    private static SignedRequest signed(String time, String body, String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/billing",
                RequestHeaders.of(
                        Map.of("Content-Type", "application/json", "Acme-Signature", "t=" + time + ",v1=" + signature)),
                body.getBytes(UTF_8));
    }

    private static void collect(Object node, Set<String> keys) {
        if (node instanceof Map<?, ?> mapping) {
            mapping.forEach((key, value) -> {
                keys.add(String.valueOf(key));
                if (!OF_NAMES.contains(String.valueOf(key))) {
                    collect(value, keys);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> collect(item, keys));
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(DOCS.resolve(name));
    }
}
