package dev.sluice.signature;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignatureAlgorithm.Content;
import dev.sluice.signature.SignaturePlace.Presented;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proof by a signature over content taken from the request: its body and, where the provider signs them, a timestamp, its
 * URL, some headers.
 *
 * @param form how the key's text is read; asymmetric algorithms have forms of their own
 * @param encoding how the signature is written
 * @param place where the signature is
 * @param timestamp where the time is, when not beside the signature
 * @param unit how the time is written
 * @param signed what is signed
 * @param tolerance how far the timestamp may lie from the time of receipt; empty when it is not looked at
 */
public record ContentScheme(
        SignatureAlgorithm algorithm,
        KeyForm form,
        SignatureEncoding encoding,
        SignaturePlace place,
        Optional<TimestampPlace> timestamp,
        TimestampUnit unit,
        SignedTemplate signed,
        Optional<Tolerance> tolerance)
        implements SignatureScheme {
    public ContentScheme {
        boolean timed = place.hasTimestamp() || timestamp.isPresent();
        if (signed.coversTimestamp() && !timed) {
            throw new IllegalArgumentException("{timestamp} is signed, but nothing says where it is");
        }
        boolean inBody =
                timestamp.filter(TimestampPlace.InJson.class::isInstance).isPresent();
        if (tolerance.isPresent() && !signed.coversTimestamp() && !inBody) {
            throw new IllegalArgumentException("a tolerance is given, but the signed content has no {timestamp}");
        }
    }

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        Optional<Presented> presented = place.read(request);
        if (presented.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "there is no " + place.name());
        }
        List<byte[]> candidates = candidates(presented.get());
        Optional<String> time = time(request, presented.get());
        Optional<String> defect = defect(request, presented.get(), candidates, time);
        if (defect.isPresent()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, defect.get());
        }
        for (Secret secret : secrets) {
            Content content = signed.of(request, time.orElse(""), secret);
            if (algorithm.anyMatches(secret, form, content, candidates)) {
                // After the signature: a forger learns nothing about the clock.
                Optional<Rejected<Genuine>> refusal = timeRefusal(time.orElse(""), receivedAt);
                return refusal.isPresent() ? refusal.get() : new Passed<>(new Genuine(secret.label()));
            }
        }
        return new Rejected<>(
                RejectionCode.SIGNATURE_MISMATCH,
                "none of " + candidates.size() + " signatures in " + place.name() + " matches any of " + secrets.size()
                        + " keys over a body of " + request.body().length + " bytes");
    }

    private Optional<Rejected<Genuine>> timeRefusal(String time, Instant receivedAt) {
        if (tolerance.isPresent()) {
            return tolerance.get().refusal(unit, time, receivedAt);
        }
        // Where time and body are signed without anything between them, what is no time may be a piece of the body.
        return signed.coversTimestamp() && unit.read(time).isEmpty()
                ? Optional.of(
                        new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, "the timestamp is not written in " + unit))
                : Optional.empty();
    }

    private Optional<String> defect(
            SignedRequest request, Presented presented, List<byte[]> candidates, Optional<String> time) {
        if (signed.coversTimestamp() && time.isEmpty()) {
            return Optional.of("there is no timestamp beside the signature in " + place.name());
        }
        if (presented.signatures().isEmpty()) {
            return Optional.of(place.name() + " holds no signature in the provider's form");
        }
        if (candidates.isEmpty()) {
            String length = algorithm.length().isPresent() ? algorithm.length().getAsInt() + " bytes in " : "";
            return Optional.of("the signature in " + place.name() + " is not " + length + encoding);
        }
        return signed.missing(request).map(what -> what + " is missing, and it is signed");
    }

    private List<byte[]> candidates(Presented presented) {
        return presented.signatures().stream()
                .flatMap(text -> encoding.decode(text).stream())
                .filter(bytes -> algorithm.length().isEmpty()
                        || bytes.length == algorithm.length().getAsInt())
                // To compare is nothing, to check with a public key is work for each.
                .limit(algorithm.isAsymmetric() ? SignaturePlace.ASYMMETRIC_LIMIT : SignaturePlace.LIMIT)
                .toList();
    }

    private Optional<String> time(SignedRequest request, Presented presented) {
        return timestamp.isPresent() ? timestamp.get().read(request) : presented.timestamp();
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        String time = unit.write(at);
        SignedRequest timed = timestamp.map(where -> where.write(request, time)).orElse(request);
        signed.missing(timed).ifPresent(what -> {
            throw new IllegalArgumentException(what + " is missing, and it is signed");
        });
        byte[] signature = algorithm.sign(key, form, signed.of(timed, time, key));
        return place.write(timed, time, encoding.encode(signature));
    }

    @Override
    public List<String> headers() {
        List<String> headers = new ArrayList<>(place.headers());
        timestamp.ifPresent(where -> {
            if (where instanceof TimestampPlace.InHeader header) {
                headers.add(header.header());
            }
        });
        headers.addAll(signed.headers());
        return List.copyOf(headers);
    }

    @Override
    public String description() {
        return algorithm + " over " + signed + ", " + encoding + " in " + place.name();
    }

    @Override
    public Keys keys() {
        return algorithm.isAsymmetric() ? Keys.PUBLIC_KEYS : Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return algorithm.defect(text, form);
    }

    @Override
    public boolean coversTime() {
        return signed.coversTimestamp();
    }

    @Override
    public boolean coversBody() {
        return signed.coversBody();
    }

    @Override
    public boolean coversUrl() {
        return signed.coversUrl();
    }

    @Override
    public SignatureScheme within(Tolerance other) {
        return new ContentScheme(algorithm, form, encoding, place, timestamp, unit, signed, Optional.of(other));
    }

    @Override
    public Optional<Instant> signedAt(SignedRequest request) {
        return place.read(request)
                .flatMap(presented -> time(request, presented))
                .flatMap(unit::read);
    }

    /** The same with the key's text read otherwise. */
    public ContentScheme withKeyForm(KeyForm other) {
        return new ContentScheme(algorithm, other, encoding, place, timestamp, unit, signed, tolerance);
    }

    /** The same with the signature written otherwise. */
    public ContentScheme withEncoding(SignatureEncoding other) {
        return new ContentScheme(algorithm, form, other, place, timestamp, unit, signed, tolerance);
    }

    /** The same with the signature elsewhere. */
    public ContentScheme withPlace(SignaturePlace other) {
        return new ContentScheme(algorithm, form, encoding, other, timestamp, unit, signed, tolerance);
    }

    /** The same with another algorithm. */
    public ContentScheme withAlgorithm(SignatureAlgorithm other) {
        return new ContentScheme(other, form, encoding, place, timestamp, unit, signed, tolerance);
    }

    /** The same with the body alone signed, at whatever time. */
    public ContentScheme withBodyAlone() {
        return new ContentScheme(
                algorithm, form, encoding, place, timestamp, unit, SignedTemplate.parse("{body}"), Optional.empty());
    }

    @Override
    public Optional<String> token(SignedRequest request, byte[] item) {
        return signed.token(request);
    }
}
