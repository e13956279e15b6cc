package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the bodies of an endpoint may look like.
 *
 * @param formats that are taken; the first that a request's content type fits is its own
 * @param formDocument where the document is in a form that carries one
 * @param items where the list of events is in a body that holds several; the empty pointer is the whole body
 * @param itemsType the content type of the bodies that hold several; empty where all JSON bodies do
 * @param anyContentType whether a body whose content type fits none of the formats is of the first of them
 */
public record BodyForms(
        List<BodyFormat> formats,
        Optional<DocumentPlace.InField> formDocument,
        Optional<JsonPointer> items,
        Optional<String> itemsType,
        boolean anyContentType) {
    /** Bodies that are JSON, one event each. */
    public static final BodyForms JSON = of(BodyFormat.JSON);

    /** Bodies of one format, one event each. */
    public static BodyForms of(BodyFormat format) {
        return new BodyForms(List.of(format), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** The same with one format alone. */
    public BodyForms only(BodyFormat format) {
        return new BodyForms(List.of(format), formDocument, items, itemsType, anyContentType);
    }

    /** The same whatever the content type says, for senders that give a wrong one or none. */
    public BodyForms ofAnyContentType() {
        return new BodyForms(formats, formDocument, items, itemsType, true);
    }

    /** The format of a request's body, or empty when its content type is not one that is taken. */
    public Optional<BodyFormat> format(String contentType) {
        Optional<BodyFormat> fitting =
                formats.stream().filter(format -> format.carriedBy(contentType)).findFirst();
        return anyContentType ? fitting.or(() -> formats.stream().findFirst()) : fitting;
    }

    /** Why a content type that fits none is not taken: what came, and what is taken. */
    public String refusal(String contentType) {
        String taken = formats.stream().map(BodyFormat::contentType).collect(Collectors.joining(" or "));
        String came = PrintableText.bounded(contentType)
                .map(text -> "The content type is \"" + text + "\"")
                .orElse("There is no content type");
        return came + "; " + taken + " is taken.";
    }

    /** Where the list of events is in a body of a content type, or empty where the body is one event. */
    public Optional<JsonPointer> itemsIn(String contentType) {
        boolean json = format(contentType).filter(BodyFormat.JSON::equals).isPresent();
        boolean batch = itemsType.isEmpty() || BodyFormat.mediaType(contentType).equals(itemsType.get());
        return items.filter(pointer -> json && batch);
    }
}
