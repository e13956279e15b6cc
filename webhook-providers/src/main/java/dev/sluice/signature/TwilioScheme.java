package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.BodyFormat;
import dev.sluice.body.FormFields;
import dev.sluice.body.Sha256;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Twilio's: HMAC-SHA1 over the URL and, of a form, its fields; of any other body the URL holds the hash.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security#validating-requests">Validating requests</a>
 */
public final class TwilioScheme implements SignatureScheme {
    private static final String HEADER = "X-Twilio-Signature";
    private static final String BODY_HASH = "bodySHA256";
    private static final Pattern WITH_BODY_HASH =
            Pattern.compile("[^?]*\\?(.*&)?" + BODY_HASH + "=(?<hash>[0-9a-fA-F]{64})", Pattern.DOTALL);

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        if (request.headers().first(HEADER).isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "there is no header " + HEADER);
        }
        List<byte[]> signatures = request.headers().listed(HEADER).stream()
                .limit(SignaturePlace.LIMIT)
                .flatMap(text -> SignatureEncoding.BASE64.decode(text).stream())
                .filter(bytes ->
                        bytes.length == HmacAlgorithm.HMAC_SHA1.length().orElseThrow())
                .toList();
        if (signatures.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, "header " + HEADER + " is not 20 bytes in base64");
        }
        try {
            Optional<String> defect = bodyDefect(request);
            return defect.isPresent()
                    ? new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, defect.get())
                    : verify(request.url(), fields(request), signatures, secrets);
        } catch (UnparsableBodyException e) {
            return new Rejected<>(RejectionCode.BODY_UNPARSABLE, String.valueOf(e.getMessage()));
        }
    }

    private static Checked<Genuine> verify(String url, String fields, List<byte[]> signatures, List<Secret> secrets) {
        // Twilio signs the port of some requests and leaves it out of others; its libraries write apostrophes both
        // ways.
        List<byte[]> contents = Stream.of(SignedUrl.withPort(url), SignedUrl.withoutPort(url))
                .distinct()
                .flatMap(SignedUrl::apostrophes)
                .map(variant -> (variant + fields).getBytes(UTF_8))
                .toList();
        for (Secret secret : secrets) {
            for (byte[] content : contents) {
                byte[] expected = hmac(secret, content);
                if (signatures.stream().anyMatch(signature -> MessageDigest.isEqual(expected, signature))) {
                    return new Passed<>(new Genuine(secret.label()));
                }
            }
        }
        return new Rejected<>(
                RejectionCode.SIGNATURE_MISMATCH,
                "the signature matches none of " + secrets.size() + " keys over " + SignedUrl.shown(url)
                        + ", with and without port");
    }

    /**
     * What keeps the URL from vouching for the body. A form is signed by its fields alone, any other body by its hash
     * alone: were both taken for either, the signature of one could stand for a body of the other that nobody signed.
     */
    private static Optional<String> bodyDefect(SignedRequest request) throws UnparsableBodyException {
        List<String> hashes = FormFields.ofQuery(request.url()).asMap().getOrDefault(BODY_HASH, List.of());
        if (isForm(request)) {
            return hashes.isEmpty() ? Optional.empty() : Optional.of("a form's URL has a " + BODY_HASH);
        }
        if (hashes.size() != 1) {
            return Optional.of("the body is no form, and its URL has " + hashes.size() + " " + BODY_HASH);
        }
        // The hash must end the URL: form fields are signed right after the URL, so a field could imitate one.
        Matcher url = WITH_BODY_HASH.matcher(request.url());
        if (!url.matches()) {
            return Optional.of("the body is no form, and its URL does not end with a whole " + BODY_HASH);
        }
        byte[] hash = url.group("hash").toLowerCase(Locale.ROOT).getBytes(UTF_8);
        return MessageDigest.isEqual(Sha256.hex(request.body()).getBytes(UTF_8), hash)
                ? Optional.empty()
                : Optional.of(BODY_HASH + " in the URL is not the body's hash");
    }

    private static boolean isForm(SignedRequest request) {
        return BodyFormat.FORM.carriedBy(request.headers().first("content-type").orElse(""));
    }

    /** Each name with each of its values: names in order, values in order and once. */
    private static String fields(SignedRequest request) throws UnparsableBodyException {
        StringBuilder fields = new StringBuilder();
        if (isForm(request)) {
            new TreeMap<>(FormFields.of(request.body()).asMap())
                    .forEach((name, values) -> new TreeSet<>(values)
                            .forEach(value -> fields.append(name).append(value)));
        }
        return fields.toString();
    }

    private static byte[] hmac(Secret key, byte[] content) {
        return HmacAlgorithm.HMAC_SHA1.sign(key, KeyForm.TEXT, sink -> sink.update(content));
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        try {
            SignedRequest whole = isForm(request)
                    ? request
                    : request.at(SignedUrl.withParameter(request.url(), BODY_HASH, Sha256.hex(request.body())));
            byte[] signature = hmac(key, (whole.url() + fields(whole)).getBytes(UTF_8));
            return whole.with(HEADER, SignatureEncoding.BASE64.encode(signature));
        } catch (UnparsableBodyException e) {
            throw new IllegalArgumentException("the body is no form", e);
        }
    }

    @Override
    public List<String> headers() {
        return List.of(HEADER);
    }

    @Override
    public String description() {
        return "HMAC-SHA1 over the URL and a form's fields, or a URL with " + BODY_HASH + "; base64 in header "
                + HEADER;
    }

    @Override
    public Keys keys() {
        return Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return KeyForm.TEXT.defect(text);
    }

    @Override
    public boolean coversUrl() {
        return true;
    }

    /** Fields can be written and ordered in many ways, and names moved into values, without the signature changing. */
    @Override
    public Optional<String> token(SignedRequest request, byte[] item) {
        if (!isForm(request)) {
            return Optional.empty();
        }
        try {
            String signed = SignedUrl.withoutPort(request.url()) + fields(request);
            return Optional.of(Sha256.hex(signed.getBytes(UTF_8)));
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }
}
