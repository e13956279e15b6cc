package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonValues;
import dev.sluice.body.UnparsableBodyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
     * @throws IllegalArgumentException if it has an unknown placeholder, or covers nothing that changes from event to event
     */
    public static SignedTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            addLiteral(parts, text.substring(end, matcher.start()));
            parts.add(part(matcher.group(1)));
            end = matcher.end();
        }
        addLiteral(parts, text.substring(end));
        if (parts.stream().noneMatch(part -> part == Fixed.BODY || part instanceof Json)) {
            throw new IllegalArgumentException("the signed content '" + text + "' does not cover the {body}");
        }
        return new SignedTemplate(text, List.copyOf(parts));
    }

    private static Part part(String name) {
        String[] split = name.split(":", 2);
        return switch (split[0]) {
            case "body" -> Fixed.BODY;
            case "timestamp" -> Fixed.TIMESTAMP;
            case "method" -> Fixed.METHOD;
            case "url" -> Fixed.URL;
            case "decoded_url" -> Fixed.DECODED_URL;
            case "secret" -> Fixed.SECRET;
            case "header" -> new Header(List.of((split.length > 1 ? split[1] : "").split("\\|", -1)));
            case "json" -> new Json(JsonPointer.compile(split.length > 1 ? split[1] : ""));
            default ->
                throw new IllegalArgumentException("'{" + name + "}' in the signed content is not known; there are"
                        + " {timestamp}, {body}, {method}, {url}, {decoded_url}, {secret}, {header:Name} and"
                        + " {json:/pointer}");
        };
    }

    private static void addLiteral(List<Part> parts, String literal) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.getBytes(UTF_8)));
        }
    }

    /** Whether the timestamp is part of what is signed. */
    public boolean coversTimestamp() {
        return parts.contains(Fixed.TIMESTAMP);
    }

    /** Whether all of the body is. */
    public boolean coversBody() {
        return parts.contains(Fixed.BODY);
    }

    /** Whether the URL is. */
    public boolean coversUrl() {
        return parts.contains(Fixed.URL) || parts.contains(Fixed.DECODED_URL);
    }

    /** The headers that are. */
    List<String> headers() {
        return parts.stream()
                .filter(Header.class::isInstance)
                .map(part -> ((Header) part).names().getFirst())
                .toList();
    }

    /** What the template asks for and the request lacks. */
    Optional<String> missing(SignedRequest request) {
        return parts.stream()
                .filter(part -> variable(part, request).isEmpty())
                .map(part -> part instanceof Header header
                        ? "header " + String.join(" or ", header.names())
                        : "a signed value of the body")
                .findFirst();
    }

    private static Optional<String> variable(Part part, SignedRequest request) {
        return switch (part) {
            case Header header ->
                header.names().stream()
                        .flatMap(name -> request.headers().first(name).stream())
                        .findFirst();
            case Json json -> json.of(request);
            case Literal ignored -> Optional.of("");
            case Fixed ignored -> Optional.of("");
        };
    }

    /** The content of one request; the body is not copied. */
    SignatureAlgorithm.Content of(SignedRequest request, String timestamp, Secret secret) {
        return sink -> {
            for (Part part : parts) {
                sink.update(bytes(part, request, timestamp, secret));
            }
        };
    }

    private static byte[] bytes(Part part, SignedRequest request, String timestamp, Secret secret) {
        return switch (part) {
            case Literal literal -> literal.bytes();
            case Fixed fixed ->
                switch (fixed) {
                    case BODY -> request.body();
                    case TIMESTAMP -> timestamp.getBytes(UTF_8);
                    case METHOD -> request.method().getBytes(UTF_8);
                    case URL -> request.url().getBytes(UTF_8);
                    case DECODED_URL -> HubSpotUrl.decoded(request.url()).getBytes(UTF_8);
                    case SECRET -> secret.text().getBytes(UTF_8);
                };
            case Header ignored -> variable(part, request).orElse("").getBytes(UTF_8);
            case Json ignored -> variable(part, request).orElse("").getBytes(UTF_8);
        };
    }

    /** The values that are signed in the place of the body, or empty where the body is signed itself. */
    Optional<String> token(SignedRequest request) {
        if (coversBody()) {
            return Optional.empty();
        }
        List<String> values = parts.stream()
                .filter(Json.class::isInstance)
                .map(part -> variable(part, request).orElse(""))
                .toList();
        return Optional.of(String.join(" ", values));
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return text;
    }

    private sealed interface Part {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Literal(byte[] bytes) implements Part {}

    /** @param names what the provider calls it; the first that is there counts */
    private record Header(List<String> names) implements Part {
        private Header {
            if (!names.stream().allMatch(RequestHeaders::isName)) {
                throw new IllegalArgumentException("'{header:" + String.join("|", names) + "}' does not name a header");
            }
        }
    }

    private record Json(JsonPointer pointer) implements Part {
        Optional<String> of(SignedRequest request) {
            try {
                return JsonValues.read(request.body(), List.of(pointer)).at(pointer);
            } catch (UnparsableBodyException e) {
                return Optional.empty();
            }
        }
    }

    private enum Fixed implements Part {
        BODY,
        TIMESTAMP,
        METHOD,
        URL,
        DECODED_URL,
        SECRET
    }
}
