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
            Optional<String> value = written.flatMap(section -> section.value(option.name()))
                    .flatMap(YamlValue::text)
                    .filter(text -> !text.isBlank());
            value.ifPresent(text -> options.put(option.name(), text));
            if (value.isEmpty() && option.required()) {
                endpoint.mistake(
                        "option '" + option.name() + "' is missing",
                        "Write options: {" + option.name() + ": …}: " + option.help());
            }
        }
        written.ifPresent(YamlSection::end);
        return Map.copyOf(options);
    }
}
