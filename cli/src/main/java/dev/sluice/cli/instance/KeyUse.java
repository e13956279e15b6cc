package dev.sluice.cli.instance;

import dev.sluice.config.ProviderPresets;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignatureScheme.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a variable of an {@code endpoints.yaml} is used for: a key of one scheme.
 *
 * @param scheme that it has to be a key for
 */
record KeyUse(SignatureScheme scheme) {
    private static final Pattern ONE_NAME = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    /** Uses by the variable's name; a variable that is no key of a provider with a preset is not among them. */
    static Map<String, KeyUse> in(Path file) throws IOException {
        Map<String, KeyUse> uses = new HashMap<>();
        ProviderPresets presets = ProviderPresets.bundled();
        Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        for (Object endpoint : mapping(mapping(root).get("endpoints")).values()) {
            Map<?, ?> block = mapping(endpoint);
            presets.named(String.valueOf(block.get("provider"))).ifPresent(preset -> {
                Map<String, String> options = new HashMap<>();
                mapping(block.get("options")).forEach((name, value) -> options.put(name.toString(), value.toString()));
                List<SignatureScheme> schemes = preset.schemes().stream()
                        .map(factory -> factory.with(options))
                        .toList();
                add(uses, block.get("secrets"), schemes, Keys.SECRETS);
                add(uses, block.get("public_keys"), schemes, Keys.PUBLIC_KEYS);
            });
        }
        return uses;
    }

    private static void add(Map<String, KeyUse> uses, Object keys, List<SignatureScheme> schemes, Keys kind) {
        Optional<SignatureScheme> scheme =
                schemes.stream().filter(candidate -> candidate.keys() == kind).findFirst();
        if (scheme.isPresent() && keys instanceof List<?> list) {
            for (Object key : list) {
                Object text = key instanceof Map<?, ?> rotating ? rotating.get("value") : key;
                Matcher name = ONE_NAME.matcher(String.valueOf(text));
                if (name.matches()) {
                    uses.put(name.group(1), new KeyUse(scheme.get()));
                }
            }
        }
    }

    private static Map<?, ?> mapping(Object node) {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }
}
