package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an event's document is in its body, and in which format. The document is what filters and handlers look at and
 * what is stored as JSON; the body is what was signed.
 *
 * <p>The place travels with the event's record as a short text ({@link #text}), such as {@code json} or
 * {@code form:payload}, so that whoever reads the record finds the document without the provider's preset.
 */
public sealed interface DocumentPlace {
    /** The body is the document, and JSON. */
    DocumentPlace JSON = new Whole(BodyFormat.JSON);

    /** There is no document. */
    DocumentPlace NONE = new Whole(BodyFormat.ANY);

    /**
     * The body is the document.
     *
     * @param format of the body; with {@link BodyFormat#ANY} there is no document
     */
    record Whole(BodyFormat format) implements DocumentPlace {
        @Override
        public String text() {
            return format == BodyFormat.ANY ? "none" : format.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The body is a form, one field of which holds the document.
     *
     * @param field that holds it, never empty
     * @param base64 whether it is encoded so
     * @param format of the document: {@link BodyFormat#JSON} or {@link BodyFormat#XML}
     */
    record InField(String field, boolean base64, BodyFormat format) implements DocumentPlace {
        public InField {
            if (field.isEmpty()) {
                throw new IllegalArgumentException("the field of a document has no name");
            }
            if (format != BodyFormat.JSON && format != BodyFormat.XML) {
                throw new IllegalArgumentException("a form holds a document of JSON or XML, not of " + format);
            }
        }

        @Override
        public String text() {
            return "form" + (base64 ? "+base64" : "") + (format == BodyFormat.XML ? "+xml" : "") + ":" + field;
        }

        /**
         * The document's bytes, or empty where the form has no such field.
         *
         * @throws UnparsableBodyException if they are to be base64 and are not
         */
        public Optional<byte[]> in(FormFields form) throws UnparsableBodyException {
            Optional<String> value = form.first(field);
            return value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(base64 ? decoded(value.get()) : encoded(value.get()));
        }

        private static byte[] encoded(String value) {
            return value.getBytes(UTF_8);
        }

        private static byte[] decoded(String value) throws UnparsableBodyException {
            try {
                // Braintree breaks the lines.
                return Base64.getMimeDecoder().decode(value);
            } catch (IllegalArgumentException e) {
                throw new UnparsableBodyException("The form's document is not base64.");
            }
        }
    }

    /**
     * The place as records carry it: {@code json}, {@code xml}, {@code form}, {@code none}, or, for a document within a
     * form, {@code form:payload}, with {@code +base64} and {@code +xml} where it is so: {@code form+base64+xml:bt_payload}.
     */
    String text();

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is not such a text
     */
    static DocumentPlace parse(String text) {
        int colon = text.indexOf(':');
        if (colon >= 0) {
            String field = text.substring(colon + 1);
            return switch (text.substring(0, colon)) {
                case "form" -> new InField(field, false, BodyFormat.JSON);
                case "form+base64" -> new InField(field, true, BodyFormat.JSON);
                case "form+xml" -> new InField(field, false, BodyFormat.XML);
                case "form+base64+xml" -> new InField(field, true, BodyFormat.XML);
                default -> throw new IllegalArgumentException("no document is in such a place");
            };
        }
        return switch (text) {
            case "json" -> JSON;
            case "xml" -> new Whole(BodyFormat.XML);
            case "form" -> new Whole(BodyFormat.FORM);
            case "none" -> NONE;
            default -> throw new IllegalArgumentException("no document is in such a place");
        };
    }
}
