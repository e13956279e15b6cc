package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.defence.AddressRange;
import dev.sluice.provider.Categories;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.signature.SignatureScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The presets of all known providers; immutable. A new one is a YAML file and its line in {@code providers/index.txt}. */
public final class ProviderPresets {
    private static final String FOLDER = "/providers/";

    private final Map<String, ProviderPreset> byName = new LinkedHashMap<>();

    ProviderPresets(List<ProviderPreset> presets) {
        presets.forEach(preset -> byName.put(preset.name(), preset));
    }

    /** Those that Sluice brings with it. */
    public static ProviderPresets bundled() {
        return new ProviderPresets(resource("index.txt")
                .lines()
                .filter(name -> !name.isBlank())
                .map(name -> bundled(name.strip()))
                .toList());
    }

    /** The preset of a name. */
    public Optional<ProviderPreset> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names, in the order of the index. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** One vocabulary over the event types of all. */
    public Categories categories() {
        Map<String, Map<String, String>> categories = new LinkedHashMap<>();
        byName.forEach((name, preset) -> categories.put(name, preset.categories()));
        return new Categories(categories);
    }

    /** Reads one preset; its mistakes are the file's. */
    static Optional<ProviderPreset> read(String name, YamlFile file) {
        return file.root().map(root -> {
            Optional<SignatureScheme> scheme = root.section("signature").flatMap(SignatureBlock::read);
            Optional<EventIdentity> identity = root.section("event").flatMap(EventBlock::read);
            ProviderPreset.Coverage coverage = root.section("signs")
                    .map(ProviderPresets::coverage)
                    .orElse(new ProviderPreset.Coverage(true, false, false));
            List<AddressRange> addresses = AddressList.under(root, "addresses");
            Map<String, String> categories =
                    root.section("categories").map(YamlSection::texts).orElse(Map.of());
            root.end();
            return new ProviderPreset(name, scheme, identity, coverage, addresses, categories);
        });
    }

    private static ProviderPreset.Coverage coverage(YamlSection section) {
        ProviderPreset.Coverage coverage =
                new ProviderPreset.Coverage(flag(section, "body"), flag(section, "id"), flag(section, "time"));
        section.end();
        return coverage;
    }

    private static boolean flag(YamlSection section, String key) {
        return section.required(key, "Write true or false.")
                .flatMap(value -> value.parsed(Flag::parse, "Write true or false."))
                .orElse(false);
    }

    private static ProviderPreset bundled(String name) {
        YamlFile file = YamlFile.of("providers/" + name + ".yaml", resource(name + ".yaml"));
        Optional<ProviderPreset> preset = read(name, file);
        try {
            return file.result(preset).orElseThrow();
        } catch (ConfigurationException e) {
            throw new IllegalStateException("a bundled preset is broken: " + e.getMessage(), e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = ProviderPresets.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar has no " + FOLDER + name);
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER + name + " could not be read", e);
        }
    }
}
