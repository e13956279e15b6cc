package dev.sluice.signature;

import dev.sluice.signature.SignatureHeader.Presented;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Proof by an HMAC over the body and, where the provider signs one, a timestamp.
 *
 * @param tolerance how far the timestamp may lie from the time of receipt; empty when it is not looked at
 */
public record HmacScheme(
        HmacAlgorithm algorithm,
        SignatureEncoding encoding,
        SignatureHeader header,
        SignedTemplate signed,
        Optional<Tolerance> tolerance)
        implements SignatureScheme {
    public HmacScheme {
        if (signed.coversTimestamp() && !header.hasTimestamp()) {
            throw new IllegalArgumentException("{timestamp} is signed, but nothing says where it is");
        }
        if (tolerance.isPresent() && !signed.coversTimestamp()) {
            throw new IllegalArgumentException("a tolerance is given, but the signed content has no {timestamp}");
        }
    }

    @Override
    public Verdict verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        Optional<Presented> presented = header.read(request.headers());
        if (presented.isEmpty()) {
            return new Verdict.Refused(Refusal.SIGNATURE_MISSING, "there is no header " + header.name());
        }
        Optional<String> defect = defect(presented.get());
        if (defect.isPresent()) {
            return new Verdict.Refused(Refusal.SIGNATURE_MALFORMED, defect.get());
        }
        List<byte[]> candidates = candidates(presented.get());
        String timestamp = presented.get().timestamp().orElse("");
        for (Secret secret : secrets) {
            if (matches(candidates, digest(secret, timestamp, request.body()))) {
                // After the signature: a forger learns nothing about the clock.
                Optional<Verdict.Refused> refusal =
                        tolerance.flatMap(allowed -> allowed.refusal(timestamp, receivedAt));
                return refusal.isPresent() ? refusal.get() : new Verdict.Genuine(secret);
            }
        }
        return new Verdict.Refused(
                Refusal.SIGNATURE_MISMATCH,
                "none of " + candidates.size() + " signatures in " + header.name() + " matches any of " + secrets.size()
                        + " secrets over a body of " + request.body().length + " bytes");
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret secret, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        String signature = encoding.encode(digest(secret, timestamp, request.body()));
        return new SignedRequest(
                request.method(), request.url(), header.write(request.headers(), timestamp, signature), request.body());
    }

    @Override
    public List<Step> explain(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        return new HmacExplanation(this, request, secrets, receivedAt).steps();
    }

    @Override
    public List<String> headers() {
        return header.names();
    }

    /** What is wrong with the form of a presented proof. */
    Optional<String> defect(Presented presented) {
        if (signed.coversTimestamp() && presented.timestamp().isEmpty()) {
            return Optional.of("there is no timestamp beside the signature in " + header.name());
        }
        if (presented.signatures().isEmpty()) {
            return Optional.of("header " + header.name() + " holds no signature in the provider's form");
        }
        return candidates(presented).isEmpty()
                ? Optional.of(
                        "the signature in " + header.name() + " is not " + algorithm.length() + " bytes in " + encoding)
                : Optional.empty();
    }

    List<byte[]> candidates(Presented presented) {
        return presented.signatures().stream()
                .map(encoding::decode)
                .flatMap(Optional::stream)
                .filter(candidate -> candidate.length == algorithm.length())
                .toList();
    }

    byte[] digest(Secret secret, String timestamp, byte[] body) {
        Mac mac = algorithm.keyed(secret);
        signed.feed(mac, timestamp, body);
        return mac.doFinal();
    }

    static boolean matches(List<byte[]> candidates, byte[] expected) {
        boolean any = false;
        for (byte[] candidate : candidates) {
            any |= MessageDigest.isEqual(candidate, expected);
        }
        return any;
    }
}
