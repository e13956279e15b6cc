package dev.sluice.provider;

import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.body.FormFields;
import dev.sluice.body.JsonValues;
import dev.sluice.body.Sha256;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.body.XmlValues;
import dev.sluice.signature.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What one event's request says of it: headers and, parsed once, the document. */
final class RequestDocument {
    private final RequestHeaders headers;
    private DocumentPlace place;
    private Optional<FormFields> form = Optional.empty();
    private Optional<JsonValues> json = Optional.empty();
    private Optional<XmlValues> xml = Optional.empty();

    private RequestDocument(RequestHeaders headers, DocumentPlace place) {
        this.headers = headers;
        this.place = place;
    }

    /**
     * Parses a body, or an item of one.
     *
     * @throws UnparsableBodyException if it is not what its format says
     */
    static RequestDocument parse(Endpoint endpoint, BodyFormat format, RequestHeaders headers, byte[] bytes)
            throws UnparsableBodyException {
        EventIdentity.Places places = endpoint.identity().places();
        if (bytes.length == 0 && endpoint.body().formats().contains(BodyFormat.ANY)) {
            return new RequestDocument(headers, DocumentPlace.NONE);
        }
        RequestDocument document = new RequestDocument(headers, whole(format, headers));
        document.parse(format, bytes, places);
        if (document.form.isPresent() && endpoint.body().formDocument().isPresent()) {
            DocumentPlace.InField inside = endpoint.body().formDocument().get();
            Optional<byte[]> bytesInside = inside.in(document.form.get());
            if (bytesInside.isPresent()) {
                // Signed as bytes, a body of another type could hold the field somewhere in a text of anybody's.
                if (endpoint.coverage().body() && !document.form.get().beginsWith(inside.field())) {
                    throw new UnparsableBodyException("The document is not the form's first field.");
                }
                document.parse(inside.format(), bytesInside.get(), places);
                document.place = inside;
            }
        }
        return document;
    }

    private void parse(BodyFormat format, byte[] bytes, EventIdentity.Places places) throws UnparsableBodyException {
        switch (format) {
            case JSON -> json = Optional.of(JsonValues.read(bytes, places.json()));
            case XML -> xml = Optional.of(XmlValues.read(bytes, places.xml()));
            case FORM -> form = Optional.of(FormFields.of(bytes));
            case ANY -> {
                // Nothing is known of it but its headers.
            }
        }
    }

    /** Where an endpoint takes anything, the content type tells what a body is; it is not parsed here even so. */
    private static DocumentPlace whole(BodyFormat format, RequestHeaders headers) {
        if (format != BodyFormat.ANY) {
            return new DocumentPlace.Whole(format);
        }
        String contentType = headers.first("content-type").orElse("");
        // Amazon SNS sends JSON as text/plain.
        if (BodyFormat.mediaType(contentType).equals("text/plain")) {
            return DocumentPlace.JSON;
        }
        return new DocumentPlace.Whole(Stream.of(BodyFormat.JSON, BodyFormat.XML, BodyFormat.FORM)
                .filter(told -> told.carriedBy(contentType))
                .findFirst()
                .orElse(BodyFormat.ANY));
    }

    /** Where the document is in the body. */
    DocumentPlace place() {
        return place;
    }

    /** Whether it is a JSON text, and that a number, a string, a boolean or null. */
    boolean isScalar() {
        return json.isPresent() && json.get().isScalar();
    }

    /**
     * The text at a path; numbers and booleans as written.
     *
     * @param beyond asked for what is not in the event's own part of the request: the envelope, the hash
     */
    Optional<String> at(ValuePath path, Function<ValuePath, Optional<String>> beyond) {
        return switch (path) {
            case ValuePath.InHeader header ->
                headers.first(header.name())
                        .filter(value -> header.only().isEmpty()
                                || value.equals(header.only().get()));
            case ValuePath.InAttribute attribute ->
                headers.first(attribute.header()).map(CloudEventsHeader::decoded);
            case ValuePath.InField field -> form.flatMap(fields -> fields.first(field.name()));
            case ValuePath.InJson place -> json.flatMap(values -> values.at(place.pointer()));
            case ValuePath.InXml place -> xml.flatMap(values -> values.at(place.path()));
            case ValuePath.NameOfMember member -> json.flatMap(values -> values.nameEndingWith(member.ending()));
            case ValuePath.Literal literal -> Optional.of(literal.text());
            case ValuePath.FirstOf several -> first(several.places(), beyond);
            case ValuePath.AllOf several -> joined(several.places(), several.separator(), beyond);
            case ValuePath.InEnvelope ignored -> beyond.apply(path);
            case ValuePath.BytesHash ignored -> beyond.apply(path);
            case ValuePath.SignedTime ignored -> beyond.apply(path);
            case ValuePath.Except except -> at(except.place(), beyond).filter(text -> !text.equals(except.text()));
        };
    }

    /** The first that holds something but blanks. */
    private Optional<String> first(List<ValuePath> places, Function<ValuePath, Optional<String>> beyond) {
        for (ValuePath place : places) {
            Optional<String> found = at(place, beyond).filter(text -> !text.isBlank());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Parts with separators between them, which they themselves have not any more; hashed where that is too long. */
    private Optional<String> joined(
            List<ValuePath> places, String separator, Function<ValuePath, Optional<String>> beyond) {
        String escaped = "%" + HexFormat.of().withUpperCase().toHexDigits((byte) separator.charAt(0));
        List<String> parts = new ArrayList<>();
        for (ValuePath place : places) {
            Optional<String> part = at(place, beyond).filter(text -> !text.isBlank());
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get().replace("%", "%25").replace(separator, escaped));
        }
        String joined = String.join(separator, parts);
        return Optional.of(
                joined.length() <= PrintableText.LIMIT ? joined : Sha256.hex(joined.getBytes(StandardCharsets.UTF_8)));
    }
}
