package dev.sluice.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.provider.SchemeFactory;
import dev.sluice.signature.AdyenScheme;
import dev.sluice.signature.AsymmetricAlgorithm;
import dev.sluice.signature.BraintreeScheme;
import dev.sluice.signature.ContentScheme;
import dev.sluice.signature.DigestAlgorithm;
import dev.sluice.signature.HmacAlgorithm;
import dev.sluice.signature.KeyForm;
import dev.sluice.signature.PayPalScheme;
import dev.sluice.signature.PlaidScheme;
import dev.sluice.signature.SignatureAlgorithm;
import dev.sluice.signature.SignatureEncoding;
import dev.sluice.signature.SignaturePlace;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedTemplate;
import dev.sluice.signature.TimestampUnit;
import dev.sluice.signature.TokenPlace;
import dev.sluice.signature.TokenScheme;
import dev.sluice.signature.Tolerance;
import dev.sluice.signature.TwilioScheme;
import dev.sluice.signature.lookup.PayPalCertificates;
import dev.sluice.signature.lookup.PlaidKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code signature} block of a preset or of a generic endpoint. */
final class SignatureParser {
    private static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    private SignatureParser() {}

    /** What {@code algorithm} may say. */
    private enum Algorithm {
        HMAC_SHA256,
        HMAC_SHA1,
        HMAC_SHA512,
        SHA256,
        RSA_SHA256,
        RSA_SHA1,
        ED25519,
        ECDSA_P256,
        BEARER,
        BASIC,
        TOKEN,
        TWILIO,
        ADYEN,
        BRAINTREE,
        MICROSOFT_GRAPH,
        PAYPAL,
        PLAID
    }

    /** What makes the scheme, or empty after a mistake. */
    static Optional<SchemeFactory> read(YamlSection section) {
        Optional<Algorithm> algorithm = section.value("algorithm")
                .map(value -> value.parsed(
                        text -> Choice.parse(Algorithm.class, '-', text), "Write the provider's, such as hmac-sha256."))
                .orElse(Optional.of(Algorithm.HMAC_SHA256));
        return algorithm.flatMap(kind -> switch (kind) {
            case HMAC_SHA256 -> content(section, HmacAlgorithm.HMAC_SHA256);
            case HMAC_SHA1 -> content(section, HmacAlgorithm.HMAC_SHA1);
            case HMAC_SHA512 -> content(section, HmacAlgorithm.HMAC_SHA512);
            case SHA256 -> content(section, DigestAlgorithm.SHA256);
            case RSA_SHA256 -> content(section, AsymmetricAlgorithm.RSA_SHA256);
            case RSA_SHA1 -> content(section, AsymmetricAlgorithm.RSA_SHA1);
            case ED25519 -> content(section, AsymmetricAlgorithm.ED25519);
            case ECDSA_P256 -> content(section, AsymmetricAlgorithm.ECDSA_P256);
            case BEARER -> ended(section, new TokenScheme(List.of(TokenPlace.InAuthorization.BEARER)));
            case BASIC -> ended(section, new TokenScheme(List.of(TokenPlace.InAuthorization.BASIC)));
            case TOKEN -> TokenParser.read(section);
            case TWILIO -> ended(section, new TwilioScheme());
            case ADYEN -> ended(section, new AdyenScheme());
            case BRAINTREE -> made(section, options -> new BraintreeScheme(options.getOrDefault("public_key", "")));
            case MICROSOFT_GRAPH ->
                ended(
                        section,
                        new TokenScheme(List.of(new TokenPlace.InItems(pointer("/value"), pointer("/clientState")))));
            case PAYPAL -> made(section, SignatureParser::payPal);
            case PLAID -> made(section, SignatureParser::plaid);
        });
    }

    private static SignatureScheme payPal(Map<String, String> options) {
        return new PayPalScheme(PayPalCertificates.atPayPal(), options.getOrDefault("webhook_id", ""));
    }

    private static SignatureScheme plaid(Map<String, String> options) {
        return new PlaidScheme(PlaidKeys.atPlaid(
                options.getOrDefault("environment", "production"),
                options.getOrDefault("client_id", ""),
                options.getOrDefault("secret", "")));
    }

    private static Optional<SchemeFactory> ended(YamlSection section, SignatureScheme scheme) {
        return made(section, options -> scheme);
    }

    private static Optional<SchemeFactory> made(YamlSection section, SchemeFactory factory) {
        section.end();
        return Optional.of(factory);
    }

    private static Optional<SchemeFactory> content(YamlSection section, SignatureAlgorithm algorithm) {
        Optional<KeyForm> form = section.value("key")
                .map(value -> value.parsed(
                        text -> Choice.parse(KeyForm.class, '-', text), "Write how the secret is made into a key."))
                .orElse(Optional.of(KeyForm.TEXT));
        Optional<SignatureEncoding> encoding = section.value("encoding")
                .map(value -> value.parsed(
                        text -> Choice.parse(SignatureEncoding.class, '-', text), "Write how the header is encoded."))
                .orElse(Optional.of(SignatureEncoding.HEX));
        Optional<SignedTemplate> signed = section.value("signed")
                .map(value -> value.parsed(
                        SignedTemplate::parse, "Write what the provider signs, such as \"{timestamp}.{body}\"."))
                .orElseGet(() -> Optional.of(SignedTemplate.parse("{body}")));
        Optional<SignaturePlace> place = SignaturePlaceParser.read(section);
        var timestamp = SignaturePlaceParser.timestamp(section);
        TimestampUnit unit = section.or(
                TimestampUnit.SECONDS,
                "timestamp_unit",
                text -> Choice.parse(TimestampUnit.class, '-', text),
                "Write seconds, milliseconds or iso.");
        boolean toleranceMissing = !section.has("tolerance");
        Optional<Tolerance> tolerance = tolerance(section);
        section.end();
        if (form.isEmpty() || encoding.isEmpty() || signed.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        if (toleranceMissing && signed.get().coversTimestamp()) {
            tolerance = Optional.of(new Tolerance(USUAL_TOLERANCE, USUAL_TOLERANCE));
        }
        try {
            SignatureScheme scheme = new ContentScheme(
                    algorithm, form.get(), encoding.get(), place.get(), timestamp, unit, signed.get(), tolerance);
            return Optional.of(options -> scheme);
        } catch (IllegalArgumentException e) {
            section.mistake(
                    String.valueOf(e.getMessage()),
                    "Sign {timestamp} and name its place with timestamp or fields, or leave all of them out.");
            return Optional.empty();
        }
    }

    /** {@code tolerance: {past: 5m, future: 5m}}, or {@code none} where the time is not looked at; empty for that too. */
    static Optional<Tolerance> tolerance(YamlSection section) {
        if (section.value("tolerance")
                .filter(value -> value.written().equals("none"))
                .isPresent()) {
            return Optional.empty();
        }
        return section.section("tolerance").flatMap(limits -> {
            String fix = "Write a duration such as 300s.";
            Optional<Duration> past =
                    limits.required("past", fix).flatMap(value -> value.parsed(DurationText::parse, fix));
            Optional<Duration> future = limits.value("future").flatMap(value -> value.parsed(DurationText::parse, fix));
            limits.end();
            return past.map(age -> new Tolerance(age, future.orElse(age)));
        });
    }

    static JsonPointer pointer(String text) {
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' is not a JSON Pointer such as /data/id");
        }
        return JsonPointer.compile(text);
    }
}
