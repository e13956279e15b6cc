package dev.sluice.fuzz;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.ProviderPresets;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An endpoint of every provider whose keys are not looked up, and of every format. */
final class Doors {
    // Not in the targets' own classes: what is loaded before Jazzer is there tells it nothing.
    static final List<Door> ALL = open();

    /** Text, hexadecimal digits and base64 in one; obviously made up. */
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final int MAX_BODY = 1024 * 1024;
    private static final String GENERIC = """
              generic-json:
                provider: generic
                secrets: ["SECRET"]
                signature: {header: X-Signature, prefix: "sha256=", signed: "{body}"}
                event: {id: [/id, "header:X-Id"], type: /type, object: /data/object/id, created: /created}
              generic-xml:
                provider: generic
                format: xml
                secrets: ["SECRET"]
                signature: {header: X-Signature, signed: "{timestamp}.{body}", timestamp: X-Timestamp}
                event: {id: "/Envelope/Id", type: "/Envelope/Kind"}
              generic-form:
                provider: generic
                format: form
                secrets: ["SECRET"]
                signature: {header: X-Signature, signed: "{body}", encoding: base64}
                event: {id: "field:id", type: "field:type"}
            """;

    private final StringBuilder yaml = new StringBuilder("endpoints:\n").append(GENERIC.replace("SECRET", SECRET));
    private final Map<String, Secret> keys = new HashMap<>();

    private Doors() {
        for (String name : List.of("generic-json", "generic-xml", "generic-form")) {
            keys.put(name, new Secret("secrets[0]", SECRET));
        }
        ProviderPresets presets = ProviderPresets.bundled();
        presets.names().forEach(name -> presets.named(name).ifPresent(this::add));
    }

    private static List<Door> open() {
        Doors doors = new Doors();
        try {
            Path file = Files.createTempFile("endpoints", ".yaml");
            Files.writeString(file, doors.yaml);
            List<Door> all = new ArrayList<>();
            EndpointsFile.read(file, Map.of(), MAX_BODY)
                    .all()
                    .forEach(endpoint ->
                            all.add(new Door(endpoint, Optional.ofNullable(doors.keys.get(endpoint.name())))));
            Files.delete(file);
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + doors.yaml, e);
        }
    }

    private void add(ProviderPreset preset) {
        Map<String, String> options = preset.options().stream()
                .filter(ProviderPreset.Option::required)
                .collect(Collectors.toMap(ProviderPreset.Option::name, option -> "made-up"));
        for (int i = 0; i < preset.schemes().size(); i++) {
            SignatureScheme scheme = preset.schemes().get(i).with(options);
            String name = preset.name() + (i == 0 ? "" : "-" + i);
            switch (scheme.keys()) {
                case SECRETS -> add(preset, name, "secrets", secret(scheme), options);
                case PUBLIC_KEYS -> add(preset, name, "public_keys", pair(scheme), options);
                case LOOKED_UP -> {
                    // Nothing may be asked of anyone here.
                }
            }
        }
    }

    private void add(ProviderPreset preset, String name, String kind, Keys chosen, Map<String, String> options) {
        keys.put(name, new Secret(kind + "[0]", chosen.signing()));
        yaml.append("  ").append(name).append(":\n    provider: ").append(preset.name());
        yaml.append("\n    public_url: https://example.com/webhooks/").append(name);
        yaml.append("\n    ")
                .append(kind)
                .append(": [\"")
                .append(chosen.checking())
                .append("\"]\n");
        if (!options.isEmpty()) {
            yaml.append("    options: {");
            yaml.append(options.entrySet().stream()
                    .map(option -> option.getKey() + ": " + option.getValue())
                    .collect(Collectors.joining(", ")));
            yaml.append("}\n");
        }
    }

    private record Keys(String checking, String signing) {}

    private static Keys secret(SignatureScheme scheme) {
        String secret = scheme.keyDefect(SECRET).isEmpty() ? SECRET : "someone:" + SECRET;
        return new Keys(secret, secret);
    }

    private static Keys pair(SignatureScheme scheme) {
        for (String algorithm : List.of("Ed25519", "EC", "RSA")) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
                if (algorithm.equals("EC")) {
                    generator.initialize(256);
                }
                KeyPair pair = generator.generateKeyPair();
                String key = base64(pair.getPublic().getEncoded());
                if (scheme.keyDefect(key).isEmpty()) {
                    return new Keys(key, base64(pair.getPrivate().getEncoded()));
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("no key fits " + scheme.description());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
