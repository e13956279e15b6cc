package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.RequestHeaders;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is different in every payload made from a sample.
 *
 * @param eventId id of the event
 * @param object what the id of the object it is about ends with
 * @param customer what the customer's id ends with
 * @param now the provider's time
 */
public record FreshIds(String eventId, String object, String customer, Instant now) {
    private static final int RANDOM_BYTES = 8;
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}");
    private static final Pattern BASE64_PLACE = Pattern.compile("\\{\\{base64:(.*?):base64}}", Pattern.DOTALL);

    /** New ones. */
    public static FreshIds random(Instant now) {
        return new FreshIds("evt_" + hex(), hex(), hex(), now);
    }

    /** A sample's text with these filled in. */
    public String fill(String sample) {
        String filled = replaced(PLACE, sample, this::value);
        // What stands between is filled in first and then encoded: Braintree's document in a field of a form.
        return filled.contains("{{base64:") ? replaced(BASE64_PLACE, filled, FreshIds::fieldValue) : filled;
    }

    /** The headers of a sample with these filled in. */
    public RequestHeaders fill(RequestHeaders headers) {
        RequestHeaders filled = headers;
        for (String name : headers.asMap().keySet()) {
            filled = filled.with(name, fill(headers.first(name).orElse("")));
        }
        return filled;
    }

    private String value(String name) {
        return switch (name) {
            case "event_id" -> eventId;
            case "object" -> object;
            case "customer" -> customer;
            case "uuid" -> UUID.nameUUIDFromBytes(eventId.getBytes(UTF_8)).toString();
            case "number" -> Long.toString(number());
            case "now" -> Long.toString(now.getEpochSecond());
            case "now_millis" -> Long.toString(now.toEpochMilli());
            case "now_iso" -> now.truncatedTo(ChronoUnit.SECONDS).toString();
            default -> throw new IllegalArgumentException("a sample asks for {{" + name + "}}, which is not known");
        };
    }

    /** Small enough to be a whole number in any JSON parser. */
    private long number() {
        return (eventId.hashCode() & 0xFFFFFL) << Integer.SIZE | Integer.toUnsignedLong(object.hashCode());
    }

    private static String replaced(Pattern pattern, String text, UnaryOperator<String> value) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value.apply(match.group(1))));
    }

    private static String fieldValue(String text) {
        return URLEncoder.encode(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)), UTF_8);
    }

    private static String hex() {
        byte[] random = new byte[RANDOM_BYTES];
        RandomGenerator.getDefault().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
