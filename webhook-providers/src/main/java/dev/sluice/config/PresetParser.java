package dev.sluice.config;

import dev.sluice.access.AddressRange;
import dev.sluice.body.BodyFormat;
import dev.sluice.handshake.HandshakeKind;
import dev.sluice.provider.BodyForms;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.provider.ProviderPreset.Coverage;
import dev.sluice.provider.ProviderPreset.Option;
import dev.sluice.provider.SchemeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a provider's preset: {@code providers/<name>.yaml}. */
final class PresetParser {
    private static final String FLAG = "Write true or false.";

    private PresetParser() {}

    /** The preset; its mistakes are the file's. */
    static Optional<ProviderPreset> read(String name, YamlFile file) {
        return file.root().map(root -> {
            List<SchemeFactory> schemes =
                    root.value("signature").map(PresetParser::alternatives).orElse(List.of()).stream()
                            .flatMap(section -> SignatureParser.read(section).stream())
                            .toList();
            Optional<BodyForms> body = root.section("body").map(BodyParser::read);
            Optional<EventIdentity> identity =
                    root.section("event").flatMap(section -> EventParser.read(section, holdsXml(body), false));
            List<HandshakeKind> handshakes =
                    root.value("handshakes").map(YamlValue::itemOrItems).orElse(List.of()).stream()
                            .flatMap(item -> item
                                    .parsed(
                                            text -> Choice.parse(HandshakeKind.class, '-', text),
                                            "Name the ones the provider makes.")
                                    .stream())
                            .toList();
            List<Option> options = root.section("options")
                    .map(section -> options(section, true))
                    .orElse(List.of());
            List<Option> optional = root.section("optional_options")
                    .map(section -> options(section, false))
                    .orElse(List.of());
            List<Option> all = new ArrayList<>(options);
            all.addAll(optional);
            Coverage coverage =
                    root.section("signs").map(PresetParser::coverage).orElse(new Coverage(true, false, false));
            List<AddressRange> addresses = AddressList.under(root, "addresses");
            Map<String, String> categories = categories(root);
            root.end();
            // A preset that says how requests are signed is one whose bodies are known too.
            Optional<BodyForms> known = body.isPresent() || schemes.isEmpty() ? body : Optional.of(BodyForms.JSON);
            return new ProviderPreset(
                    name,
                    schemes,
                    identity,
                    known,
                    handshakes.stream().map(HandshakeKind::handshake).toList(),
                    List.copyOf(all),
                    coverage,
                    addresses,
                    categories);
        });
    }

    /** Event type to category. */
    static Map<String, String> categories(YamlSection preset) {
        return preset.section("categories").map(YamlSection::texts).orElse(Map.of());
    }

    /** Whether a path is one of XML: where documents are JSON or XML, it is one of JSON. */
    private static boolean holdsXml(Optional<BodyForms> body) {
        return body.filter(forms -> forms.formDocument()
                        .map(document -> document.format() == BodyFormat.XML)
                        .orElse(forms.formats().contains(BodyFormat.XML)
                                && !forms.formats().contains(BodyFormat.JSON)))
                .isPresent();
    }

    private static List<YamlSection> alternatives(YamlValue value) {
        return value.isMapping()
                ? value.section().stream().toList()
                : value.items().stream()
                        .flatMap(item -> item.section().stream())
                        .toList();
    }

    /** Name to what it is. */
    private static List<Option> options(YamlSection section, boolean required) {
        List<Option> options = new ArrayList<>();
        section.texts().forEach((name, help) -> options.add(new Option(name, required, help)));
        return options;
    }

    private static Coverage coverage(YamlSection section) {
        Coverage coverage = new Coverage(flag(section, "body"), flag(section, "id"), flag(section, "time"));
        section.end();
        return coverage;
    }

    private static boolean flag(YamlSection section, String key) {
        return section.required(key, FLAG)
                .flatMap(value -> value.parsed(Flag::parse, FLAG))
                .orElse(false);
    }
}
