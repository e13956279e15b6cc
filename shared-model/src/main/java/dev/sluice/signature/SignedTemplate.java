package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/** The content a signature covers, such as <code>{timestamp}.{body}</code>. */
public final class SignedTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private final String text;
    private final List<Part> parts;

    private SignedTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it has an unknown placeholder, or does not cover the body
     */
    public static SignedTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            addLiteral(parts, text.substring(end, matcher.start()));
            parts.add(
                    switch (matcher.group(1)) {
                        case "body" -> new Body();
                        case "timestamp" -> new Timestamp();
                        default ->
                            throw new IllegalArgumentException("'" + matcher.group() + "' in the signed content is not"
                                    + " known; there are {timestamp} and {body}");
                    });
            end = matcher.end();
        }
        addLiteral(parts, text.substring(end));
        if (parts.stream().noneMatch(Body.class::isInstance)) {
            throw new IllegalArgumentException("the signed content '" + text + "' does not cover the {body}");
        }
        return new SignedTemplate(text, List.copyOf(parts));
    }

    private static void addLiteral(List<Part> parts, String literal) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.getBytes(UTF_8)));
        }
    }

    /** Whether the timestamp is part of what is signed. */
    public boolean coversTimestamp() {
        return parts.stream().anyMatch(Timestamp.class::isInstance);
    }

    /** Puts the content through a Mac; the body is not copied. */
    void feed(Mac mac, String timestamp, byte[] body) {
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> mac.update(literal.bytes());
                case Timestamp() -> mac.update(timestamp.getBytes(UTF_8));
                case Body() -> mac.update(body);
            }
        }
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return text;
    }

    private sealed interface Part {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Literal(byte[] bytes) implements Part {}

    private record Timestamp() implements Part {}

    private record Body() implements Part {}
}
