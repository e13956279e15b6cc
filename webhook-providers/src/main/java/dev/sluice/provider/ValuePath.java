package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.XmlPath;
import dev.sluice.signature.RequestHeaders;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where one value is found: {@code header:X-GitHub-Delivery}, {@code field:MessageSid}, a JSON Pointer (RFC 6901) such as
 * {@code /data/object/id}, an XPath such as {@code /Envelope/Id}.
 */
public sealed interface ValuePath {
    /** In a request header; when a value is given, only that one counts. */
    record InHeader(String name, Optional<String> only) implements ValuePath {}

    /** An attribute of a CloudEvent in binary mode: the header {@code ce-<name>}, its value decoded. */
    record InAttribute(String name) implements ValuePath {
        /** The header. */
        public String header() {
            return "ce-" + name;
        }
    }

    /** A field of a form. */
    record InField(String name) implements ValuePath {}

    /** In the JSON document: the body, an item of it, or what a form carries. */
    record InJson(JsonPointer pointer) implements ValuePath {}

    /** In the JSON body around the items. */
    record InEnvelope(JsonPointer pointer) implements ValuePath {}

    /** In the XML document. */
    record InXml(XmlPath path) implements ValuePath {}

    /** The name of the outermost JSON object's first member that ends so: X names its events by them. */
    record NameOfMember(String ending) implements ValuePath {}

    /** Always this. */
    record Literal(String text) implements ValuePath {}

    /** SHA-256 of endpoint, type and the event's own bytes, in hex: for those whose provider has no id for them. */
    record BytesHash() implements ValuePath {}

    /** The time that was signed, as ISO-8601. */
    record SignedTime() implements ValuePath {}

    /** What is at a place, unless it is this text. */
    record Except(ValuePath place, String text) implements ValuePath {}

    /** The first of several places that has it. */
    record FirstOf(List<ValuePath> places) implements ValuePath {}

    /**
     * The values of several places that together make one; each has to be there.
     *
     * @param separator one ASCII character
     */
    record AllOf(List<ValuePath> places, String separator) implements ValuePath {}

    /** Stands between a place and a text that does not count there. */
    String EXCEPT = "!=";

    /** The single places this is made of. */
    default Stream<ValuePath> single() {
        return switch (this) {
            case FirstOf several -> several.places().stream().flatMap(ValuePath::single);
            case AllOf several -> several.places().stream().flatMap(ValuePath::single);
            case InHeader ignored -> Stream.of(this);
            case InAttribute ignored -> Stream.of(this);
            case InField ignored -> Stream.of(this);
            case InJson ignored -> Stream.of(this);
            case InEnvelope ignored -> Stream.of(this);
            case InXml ignored -> Stream.of(this);
            case NameOfMember ignored -> Stream.of(this);
            case Literal ignored -> Stream.of(this);
            case BytesHash ignored -> Stream.of(this);
            case SignedTime ignored -> Stream.of(this);
            case Except except -> except.place().single();
        };
    }

    /** The place as people are told of it: {@code /id}, {@code header X-GitHub-Event or /type}. */
    default String description() {
        return switch (this) {
            case FirstOf several ->
                several.places().stream().map(ValuePath::description).collect(Collectors.joining(" or "));
            case AllOf several ->
                several.places().stream().map(ValuePath::description).collect(Collectors.joining(" with "));
            case InHeader header -> "header " + header.name();
            case InAttribute attribute -> "header " + attribute.header();
            case InField field -> "field " + field.name();
            case InJson json -> json.pointer().toString();
            case InEnvelope envelope -> envelope.pointer() + " around the items";
            case InXml xml -> xml.path().text();
            case NameOfMember member -> "a member that ends with " + member.ending();
            case Literal literal -> literal.text();
            case BytesHash ignored -> "the hash of an object or list";
            case SignedTime ignored -> "the signed time";
            case Except except -> except.place().description();
        };
    }

    /** How configuration writes the place of a header, and so on. */
    String FORMS = "header:Name, field:name, a JSON Pointer like /data/id, or, where the format is xml, an XPath like"
            + " /Envelope/Id";

    /**
     * Reads a locator of one place.
     *
     * @param xml whether documents are XML, so that a path is an XPath and no JSON Pointer
     * @throws IllegalArgumentException with the reason if it is none
     */
    static ValuePath parse(String text, boolean xml) {
        String[] parts = text.split(":", 2);
        String rest = parts.length > 1 ? parts[1].strip() : "";
        if (text.equals("hash")) {
            return new BytesHash();
        }
        if (text.equals("signed:time")) {
            return new SignedTime();
        }
        int except = text.indexOf(EXCEPT);
        if (except > 0) {
            return new Except(parse(text.substring(0, except), xml), text.substring(except + EXCEPT.length()));
        }
        if (!rest.isEmpty()) {
            switch (parts[0]) {
                case "header" -> {
                    return header(text, rest);
                }
                case "attribute" -> {
                    header(text, "ce-" + rest);
                    return new InAttribute(rest);
                }
                case "field" -> {
                    return new InField(rest);
                }
                case "envelope" -> {
                    return new InEnvelope(pointer(text, rest));
                }
                case "member" -> {
                    return new NameOfMember(rest.startsWith("*") ? rest.substring(1) : rest);
                }
                case "literal" -> {
                    return new Literal(rest);
                }
                default -> {
                    // A path, perhaps.
                }
            }
        }
        return xml ? new InXml(XmlPath.parse(text)) : new InJson(pointer(text, text));
    }

    private static ValuePath header(String text, String rest) {
        int equals = rest.indexOf('=');
        String name = equals < 0 ? rest : rest.substring(0, equals);
        if (!RequestHeaders.isName(name)) {
            throw new IllegalArgumentException("'" + text + "' does not name a header");
        }
        return new InHeader(name, equals < 0 ? Optional.empty() : Optional.of(rest.substring(equals + 1)));
    }

    private static JsonPointer pointer(String text, String pointer) {
        if (!pointer.startsWith("/") || pointer.length() == 1) {
            throw new IllegalArgumentException("'" + text + "' is not the place of a value");
        }
        return JsonPointer.compile(pointer);
    }
}
