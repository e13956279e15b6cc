package dev.sluice.config;

import dev.sluice.provider.ProviderPreset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code options} of an endpoint: what its provider needs beside secrets. */
final class OptionsParser {
    private OptionsParser() {}

    static Map<String, String> read(YamlSection endpoint, ProviderPreset preset) {
        Map<String, String> options = new LinkedHashMap<>();
        Optional<YamlSection> written = endpoint.section("options");
        for (ProviderPreset.Option option : preset.options()) {
            Optional<YamlValue> there = written.flatMap(section -> section.value(option.name()));
            Optional<String> value = there.flatMap(YamlValue::text);
            value.filter(text -> !text.isBlank()).ifPresent(text -> options.put(option.name(), text));
            // One that names a variable which is not set is there all the same; that is said already.
            boolean blank = there.isEmpty() || value.filter(String::isBlank).isPresent();
            if (blank && option.required()) {
                endpoint.mistake(
                        "option '" + option.name() + "' is missing",
                        "Write options: {" + option.name() + ": …}: " + option.help());
            }
        }
        written.ifPresent(YamlSection::end);
        return Map.copyOf(options);
    }
}
