package dev.sluice.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.sluice.body.JsonBodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the sender may have signed, given the bytes that came. */
final class BodyVariations {
    private static final JsonFactory JSON = JsonFactory.builder()
            // What is cut off for its length is not ended in order.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(JsonBodies.NESTING_LIMIT)
                    .build())
            .build();
    private static final PrettyPrinter COMPACT = new MinimalPrettyPrinter();
    // As Python's json.dumps writes it.
    private static final DefaultPrettyPrinter SPACED = new DefaultPrettyPrinter()
            .withSeparators(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEntrySpacing(Separators.Spacing.AFTER)
                    .withArrayValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultPrettyPrinter.NopIndenter())
            .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter());
    // As JSON.stringify(…, null, 2) writes it.
    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter()
            .withSeparators(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    /** Largest body that is written again, in bytes: whoever sends it has proven nothing. */
    static final int JSON_LIMIT = 16 * 1024;

    private static final int GROWTH = 3;
    private static final int SMALL = 1024;

    private BodyVariations() {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(String code, String detail, byte[] bytes) {}

    static List<Body> of(byte[] body) {
        List<Body> bodies = new ArrayList<>();
        byte[] chomped = chomped(body);
        if (chomped.length < body.length) {
            bodies.add(new Body(
                    "line_end_added",
                    "The body ends with a line end that was not signed; send the bytes as they were signed.",
                    chomped));
        }
        byte[] withLineEnd = Arrays.copyOf(chomped, chomped.length + 1);
        withLineEnd[chomped.length] = '\n';
        if (!Arrays.equals(withLineEnd, body)) {
            bodies.add(new Body(
                    "line_end_lost",
                    "The body was signed with a line end that it has lost; send the bytes as they were signed.",
                    withLineEnd));
        }
        String text = new String(body, UTF_8);
        if (text.contains("\r\n")) {
            bodies.add(new Body(
                    "line_ends_changed",
                    "Line ends in the body were changed on its way; send the bytes as they were signed.",
                    text.replace("\r\n", "\n").getBytes(UTF_8)));
        } else if (text.contains("\n")) {
            bodies.add(new Body(
                    "line_ends_changed",
                    "Line ends in the body were changed on its way; send the bytes as they were signed.",
                    text.replace("\n", "\r\n").getBytes(UTF_8)));
        }
        List<PrettyPrinter> forms = body.length > JSON_LIMIT ? List.of() : List.of(COMPACT, SPACED, INDENTED);
        for (PrettyPrinter form : forms) {
            rewritten(body, form)
                    .filter(bytes -> !Arrays.equals(bytes, body))
                    .ifPresent(bytes -> bodies.add(new Body(
                            "json_reserialised",
                            "The JSON was parsed and written again after it was signed; sign and send the same bytes.",
                            bytes)));
        }
        return bodies;
    }

    // Bounded: indentation makes megabytes of a small text of many levels, and whoever sends it has proven nothing.
    // Token by token, and numbers as they are written: to make a number of 64 KiB of digits takes half a second.
    private static Optional<byte[]> rewritten(byte[] body, PrettyPrinter form) {
        try (BoundedBytes bytes = new BoundedBytes(GROWTH * body.length + SMALL);
                JsonParser parser = JsonBodies.parser(body);
                JsonGenerator generator = JSON.createGenerator(bytes)) {
            // Stateful: it knows how deep it is.
            generator.setPrettyPrinter(
                    form instanceof DefaultPrettyPrinter indenting ? indenting.createInstance() : form);
            while (parser.nextToken() != null) {
                if (parser.currentToken().isNumeric()) {
                    generator.writeNumber(parser.getText());
                } else {
                    generator.copyCurrentEvent(parser);
                }
            }
            generator.flush();
            return Optional.of(bytes.toByteArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] chomped(byte[] body) {
        int end = body.length;
        while (end > 0 && (body[end - 1] == '\n' || body[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(body, end);
    }
}
