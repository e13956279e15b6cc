package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.ProviderPresets;
import dev.sluice.signature.AsymmetricAlgorithm;
import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignatureScheme.Keys;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a provider sends, as {@code requests/<name>.json} has it.
 *
 * @param json {@code headers} and {@code body}; how they are {@code signed} by other means than ours; the place of the
 *     {@code document}, unless it is the body as JSON, and whether it is {@code unparsable}; the {@code events} they
 *     hold; {@code again}, what differs when it is sent again; {@code other}, what differs in another event; {@code broken}, what makes one item of several unfit
 */
record ProviderSample(String name, JsonNode json) {
    private static final Path FOLDER = Path.of("src/test/resources/requests");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "whsec_bm90LWEtcmVhbC1zZWNyZXQ=";
    private static final String HEX_SECRET = "6e6f742d612d7265616c2d736563726574";

    static Stream<ProviderSample> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(ProviderSample::read).toList().stream();
        }
    }

    private static ProviderSample read(Path file) {
        try {
            return new ProviderSample(
                    String.valueOf(file.getFileName()).replace(".json", ""), JSON.readTree(file.toFile()));
        } catch (IOException e) {
            throw new IllegalStateException(file + " is no sample", e);
        }
    }

    String provider() {
        return json.path("provider").asText();
    }

    /** The request before it is signed, with what differs in one of the variants. */
    SignedRequest request(String variant) {
        JsonNode change = json.path(variant);
        Map<String, String> headers = new LinkedHashMap<>();
        json.path("headers")
                .properties()
                .forEach(header -> headers.put(header.getKey(), replaced(change, header.getValue())));
        change.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/shop",
                RequestHeaders.of(headers),
                replaced(change, json.path("body")).getBytes(UTF_8));
    }

    private static String replaced(JsonNode change, JsonNode text) {
        String result = text.asText();
        for (Map.Entry<String, JsonNode> pair : change.path("replace").properties()) {
            result = result.replace(pair.getKey(), pair.getValue().asText());
        }
        return result;
    }

    /** The request as it was signed at {@link Readings#NOW} by a program that knows nothing of ours. */
    SignedRequest signedElsewhere() {
        SignedRequest request = request("");
        JsonNode signed = json.path("signed");
        RequestHeaders headers = request.headers();
        for (Map.Entry<String, JsonNode> header : signed.path("headers").properties()) {
            headers = headers.with(header.getKey(), header.getValue().asText());
        }
        byte[] body = signed.has("body") ? signed.path("body").asText().getBytes(UTF_8) : request.body();
        return new SignedRequest(request.method(), request.url(), headers, body);
    }

    /** The key for it. */
    Secret keyElsewhere() {
        return new Secret("elsewhere", json.path("signed").path("public_key").asText(secret()));
    }

    boolean has(String variant) {
        return json.has(variant);
    }

    /** An endpoint of the provider, and the key that signs for it. */
    record Configured(Endpoint endpoint, Secret signing) {}

    /** As an operator configures it. */
    Configured configured(Path directory) throws IOException, ConfigurationException, GeneralSecurityException {
        Optional<KeyPair> pair = isPublic() ? Optional.of(pair()) : Optional.empty();
        String key = pair.map(keys ->
                        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()))
                .orElseGet(this::secret);
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop:
                    provider: %s
                    public_url: https://example.com/webhooks/shop
                    %s: ["%s"]
                    options: %s
                """.formatted(
                        provider(),
                        isPublic() ? "public_keys" : "secrets",
                        key,
                        json.has("options") ? json.path("options") : "{}"));
        Endpoint endpoint =
                EndpointsFile.read(file, Map.of(), 1024 * 1024).named("shop").orElseThrow();
        String signing = pair.map(keys ->
                        Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()))
                .orElseGet(this::secret);
        return new Configured(endpoint, new Secret("secrets[0]", signing));
    }

    private String secret() {
        return schemes().allMatch(scheme -> scheme.keyDefect(SECRET).isEmpty()) ? SECRET : HEX_SECRET;
    }

    private Stream<SignatureScheme> schemes() {
        Map<String, String> options = new LinkedHashMap<>();
        json.path("options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText()));
        return ProviderPresets.bundled().named(provider()).orElseThrow().schemes().stream()
                .map(factory -> factory.with(options))
                .filter(scheme -> scheme.keys() == (isPublic() ? Keys.PUBLIC_KEYS : Keys.SECRETS));
    }

    private boolean isPublic() {
        return json.path("key").asText().equals("public");
    }

    private KeyPair pair() throws GeneralSecurityException {
        boolean curve = schemes()
                .anyMatch(scheme -> scheme instanceof ContentScheme content
                        && content.algorithm() == AsymmetricAlgorithm.ECDSA_P256);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : "Ed25519");
        if (curve) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    @Override
    public String toString() {
        return name;
    }
}
