package dev.sluice.config;

import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignaturePlace;
import dev.sluice.signature.TimestampPlace;
import java.util.List;
import java.util.Optional;

/** Reads where a signature and its timestamp are, from the {@code signature} block. */
final class SignaturePlaceParser {
    private static final String HEADER_FIX = "Write a header's name, such as X-Signature.";

    private SignaturePlaceParser() {}

    /** The place, or empty after a mistake. */
    static Optional<SignaturePlace> read(YamlSection section) {
        Optional<YamlValue> json = section.value("json");
        if (json.isPresent()) {
            return json.flatMap(value -> value.parsed(SignatureParser::pointer, "Write a JSON Pointer."))
                    .map(SignaturePlace.InJson::new);
        }
        List<String> names = section.required("header", "Name the header that holds the signature.")
                .map(SignaturePlaceParser::headerNames)
                .orElse(List.of());
        Optional<YamlSection> fields = section.section("fields");
        Optional<String> prefix = text(section, "prefix");
        Optional<String> separator = text(section, "separator");
        boolean optional = section.or(false, "prefix_optional", Flag::parse, "Write true or false.");
        if (fields.isPresent()) {
            if (section.has("prefix") || section.has("timestamp") || section.has("separator")) {
                section.mistake(
                        "'fields' does not go with 'prefix', 'separator' or 'timestamp'",
                        "Keep the one the provider uses.");
            }
            return fields(fields.get(), names.stream().findFirst());
        }
        return place(names.stream()
                .<SignaturePlace>map(
                        header -> new SignaturePlace.Plain(header, prefix.orElse(""), separator.orElse(""), optional))
                .toList());
    }

    private static Optional<SignaturePlace> place(List<SignaturePlace> places) {
        return switch (places.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(places.getFirst());
            default -> Optional.of(new SignaturePlace.AnyOf(places));
        };
    }

    /** {@code timestamp: X-Timestamp}, or a JSON Pointer into the body. */
    static Optional<TimestampPlace> timestamp(YamlSection section) {
        return section.value("timestamp")
                .flatMap(value -> value.written().startsWith("/")
                        ? value.parsed(SignatureParser::pointer, "Write a JSON Pointer.")
                                .map(TimestampPlace.InJson::new)
                        : inHeader(headerNames(value)));
    }

    private static Optional<TimestampPlace> inHeader(List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimestampPlace.InHeader(names.getFirst(), names.subList(1, names.size())));
    }

    private static List<String> headerNames(YamlValue value) {
        return value.itemOrItems().stream()
                .flatMap(item -> headerName(item).stream())
                .toList();
    }

    private static Optional<SignaturePlace> fields(YamlSection fields, Optional<String> name) {
        Optional<String> timestamp = fields.required("timestamp", "Name the field of the timestamp, such as t.")
                .flatMap(YamlValue::text);
        Optional<String> signature = fields.required("signature", "Name the field of the signature, such as v1.")
                .flatMap(YamlValue::text);
        String separator =
                text(fields, "separator").filter(text -> !text.isEmpty()).orElse(",");
        fields.end();
        return name.isEmpty() || timestamp.isEmpty() || signature.isEmpty()
                ? Optional.empty()
                : Optional.of(new SignaturePlace.Fields(name.get(), separator, timestamp.get(), signature.get()));
    }

    static Optional<String> headerName(YamlValue value) {
        return value.parsed(SignaturePlaceParser::checkedHeaderName, HEADER_FIX);
    }

    private static String checkedHeaderName(String text) {
        if (!RequestHeaders.isName(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a header's name");
        }
        return text;
    }

    private static Optional<String> text(YamlSection section, String key) {
        return section.value(key).flatMap(YamlValue::text);
    }
}
