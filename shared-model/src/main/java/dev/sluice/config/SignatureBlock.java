package dev.sluice.config;

import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.HmacScheme;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignatureEncoding;
import dev.sluice.signature.SignatureHeader;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedTemplate;
import dev.sluice.signature.Tolerance;
import java.time.Duration;
import java.util.Optional;

/** Reads the {@code signature} block of a preset or of a generic endpoint. */
final class SignatureBlock {
    private static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    private SignatureBlock() {}

    private enum Scheme {
        HMAC
    }

    /** The scheme, or empty after a mistake. */
    static Optional<SignatureScheme> read(YamlSection section) {
        Optional<Scheme> scheme = section.value("scheme")
                .map(value ->
                        value.parsed(text -> Choice.parse(Scheme.class, '-', text), "Write hmac, or leave it out."))
                .orElse(Optional.of(Scheme.HMAC));
        return scheme.flatMap(kind -> switch (kind) {
            case HMAC -> hmac(section);
        });
    }

    private static Optional<SignatureScheme> hmac(YamlSection section) {
        Optional<HmacAlgorithm> algorithm = section.value("algorithm")
                .map(value -> value.parsed(
                        text -> Choice.parse(HmacAlgorithm.class, '-', text),
                        "Write the provider's, such as hmac-sha256."))
                .orElse(Optional.of(HmacAlgorithm.HMAC_SHA256));
        Optional<SignatureEncoding> encoding = section.value("encoding")
                .map(value -> value.parsed(
                        text -> Choice.parse(SignatureEncoding.class, '-', text), "Write how the header is encoded."))
                .orElse(Optional.of(SignatureEncoding.HEX));
        Optional<SignedTemplate> signed = section.value("signed")
                .map(value -> value.parsed(
                        SignedTemplate::parse, "Write what the provider signs, such as \"{timestamp}.{body}\"."))
                .orElseGet(() -> Optional.of(SignedTemplate.parse("{body}")));
        Optional<SignatureHeader> header = header(section);
        Optional<Tolerance> tolerance = section.section("tolerance").flatMap(SignatureBlock::tolerance);
        boolean toleranceMissing = !section.has("tolerance");
        section.end();
        if (algorithm.isEmpty() || encoding.isEmpty() || signed.isEmpty() || header.isEmpty()) {
            return Optional.empty();
        }
        if (toleranceMissing && signed.get().coversTimestamp()) {
            tolerance = Optional.of(new Tolerance(USUAL_TOLERANCE, USUAL_TOLERANCE));
        }
        try {
            return Optional.of(new HmacScheme(algorithm.get(), encoding.get(), header.get(), signed.get(), tolerance));
        } catch (IllegalArgumentException e) {
            section.mistake(
                    String.valueOf(e.getMessage()),
                    "Sign {timestamp} and name its place with timestamp_header or fields, or leave all of them out.");
            return Optional.empty();
        }
    }

    private static Optional<SignatureHeader> header(YamlSection section) {
        Optional<String> name = section.required("header", "Name the header that holds the signature.")
                .flatMap(SignatureBlock::headerName);
        Optional<YamlSection> fields = section.section("fields");
        Optional<String> prefix = text(section, "prefix");
        Optional<String> timestampHeader = section.value("timestamp_header").flatMap(SignatureBlock::headerName);
        if (fields.isPresent()) {
            if (section.has("prefix") || section.has("timestamp_header")) {
                section.mistake(
                        "'fields' does not go with 'prefix' or 'timestamp_header'", "Keep the one the provider uses.");
            }
            return fields(fields.get(), name);
        }
        return name.map(header -> new SignatureHeader.Plain(header, prefix.orElse(""), timestampHeader));
    }

    private static Optional<SignatureHeader> fields(YamlSection fields, Optional<String> name) {
        Optional<String> timestamp = fields.required("timestamp", "Name the field of the timestamp, such as t.")
                .flatMap(YamlValue::text);
        Optional<String> signature = fields.required("signature", "Name the field of the signature, such as v1.")
                .flatMap(YamlValue::text);
        String separator =
                text(fields, "separator").filter(text -> !text.isEmpty()).orElse(",");
        fields.end();
        return name.isEmpty() || timestamp.isEmpty() || signature.isEmpty()
                ? Optional.empty()
                : Optional.of(new SignatureHeader.Fields(name.get(), separator, timestamp.get(), signature.get()));
    }

    private static Optional<Tolerance> tolerance(YamlSection section) {
        String fix = "Write a duration such as 300s.";
        Optional<Duration> past =
                section.required("past", fix).flatMap(value -> value.parsed(DurationText::parse, fix));
        Optional<Duration> future = section.value("future").flatMap(value -> value.parsed(DurationText::parse, fix));
        section.end();
        return past.map(age -> new Tolerance(age, future.orElse(age)));
    }

    private static Optional<String> headerName(YamlValue value) {
        return value.parsed(SignatureBlock::checkedHeaderName, "Write a header's name, such as X-Signature.");
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
