package dev.sluice.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.provider.BodyForms;
import java.util.List;
import java.util.Optional;

/** Reads the {@code body} block of a preset. */
final class BodyParser {
    private static final String FORMATS = "Write json, xml, form or any.";

    private BodyParser() {}

    static BodyForms read(YamlSection section) {
        List<BodyFormat> formats = section.value("formats").map(YamlValue::itemOrItems).orElse(List.of()).stream()
                .flatMap(item -> item.parsed(BodyParser::format, FORMATS).stream())
                .toList();
        Optional<DocumentPlace.InField> inForm = section.section("form_document")
                .flatMap(document -> {
                    Optional<String> field = document.required("field", "Name the field.")
                            .flatMap(YamlValue::text)
                            .filter(name -> !name.isEmpty());
                    boolean base64 = document.or(false, "base64", Flag::parse, "Write true or false.");
                    BodyFormat format =
                            document.or(BodyFormat.JSON, "format", BodyParser::formatInForm, "Write json or xml.");
                    document.end();
                    return field.map(name -> new DocumentPlace.InField(name, base64, format));
                });
        Optional<JsonPointer> items = section.value("items")
                .flatMap(value -> value.parsed(
                        SignatureParser::pointer, "Write the JSON Pointer of the list, \"\" for the whole."));
        Optional<String> itemsType = section.value("items_type").flatMap(YamlValue::text);
        section.end();
        return new BodyForms(formats.isEmpty() ? List.of(BodyFormat.JSON) : formats, inForm, items, itemsType, false);
    }

    private static BodyFormat formatInForm(String text) {
        BodyFormat format = format(text);
        if (format != BodyFormat.JSON && format != BodyFormat.XML) {
            throw new IllegalArgumentException("a form holds no document of format '" + text + "'");
        }
        return format;
    }

    static BodyFormat format(String text) {
        return Choice.parse(BodyFormat.class, '-', text);
    }
}
