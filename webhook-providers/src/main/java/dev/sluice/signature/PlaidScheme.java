package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.body.Sha256;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.lookup.KeySource;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Plaid's: a JSON Web Token in a header holds the body's hash and the time, signed with ES256.
 *
 * @see <a href="https://plaid.com/docs/api/webhooks/webhook-verification/">Webhook verification</a>
 */
public final class PlaidScheme implements SignatureScheme {
    private static final String HEADER = "Plaid-Verification";
    /** ECDSA over P-256 with SHA-256, the signature as two numbers of 32 bytes (RFC 7518, section 3.4). */
    private static final String ES256 = "SHA256withECDSAinP1363Format";

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final String EXAMPLE = "example";

    private final KeySource<PublicKey> keys;
    private final Tolerance tolerance;

    public PlaidScheme(KeySource<PublicKey> keys) {
        this(keys, new Tolerance(FIVE_MINUTES, FIVE_MINUTES));
    }

    private PlaidScheme(KeySource<PublicKey> keys, Tolerance tolerance) {
        this.keys = keys;
        this.tolerance = tolerance;
    }

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        Optional<String> presented = request.headers().first(HEADER).map(String::trim);
        if (presented.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "there is no header " + HEADER);
        }
        Optional<PlaidToken> token = PlaidToken.parse(presented.get());
        if (token.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, HEADER + " is no token signed with ES256");
        }
        return switch (keys.find(token.get().keyId(), request.sender())) {
            case KeySource.Answer.Found<PublicKey> found -> verify(request, token.get(), found.key(), receivedAt);
            case KeySource.Answer.Untrusted<PublicKey> untrusted ->
                new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, untrusted.finding());
            case KeySource.Answer.Unavailable<PublicKey> unavailable ->
                new Rejected<>(RejectionCode.KEY_UNAVAILABLE, unavailable.finding());
        };
    }

    private Checked<Genuine> verify(SignedRequest request, PlaidToken token, PublicKey key, Instant receivedAt) {
        if (!isSigned(token, key)) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, "the token's signature does not match");
        }
        byte[] hash = Sha256.hex(request.body()).getBytes(US_ASCII);
        if (!MessageDigest.isEqual(hash, token.bodyHash().getBytes(US_ASCII))) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MISMATCH,
                    "the token is another body's than this of " + request.body().length + " bytes");
        }
        Optional<Rejected<Genuine>> late = tolerance.refusal(TimestampUnit.SECONDS, token.issuedAt(), receivedAt);
        return late.isPresent() ? late.get() : new Passed<>(new Genuine("key"));
    }

    private static boolean isSigned(PlaidToken token, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(ES256);
            verifier.initVerify(key);
            verifier.update(token.content().getBytes(US_ASCII));
            return verifier.verify(token.signature());
        } catch (GeneralSecurityException e) {
            // The key is no point of the curve, or the signature no two numbers.
            return false;
        }
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        String content = PlaidToken.content(EXAMPLE, at.getEpochSecond(), Sha256.hex(request.body()));
        try {
            Signature signer = Signature.getInstance(ES256);
            signer.initSign(KeyTexts.privateKey(key.text(), KeyKind.P256));
            signer.update(content.getBytes(US_ASCII));
            return request.with(HEADER, PlaidToken.written(content, signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ES256 + " could not sign", e);
        }
    }

    @Override
    public List<String> headers() {
        return List.of(HEADER);
    }

    @Override
    public String description() {
        return "ES256 over a token with the body's SHA-256 in header " + HEADER;
    }

    @Override
    public Keys keys() {
        return Keys.LOOKED_UP;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return Optional.empty();
    }

    @Override
    public SignatureScheme within(Tolerance other) {
        return new PlaidScheme(keys, other);
    }

    @Override
    public Optional<Instant> signedAt(SignedRequest request) {
        return request.headers()
                .first(HEADER)
                .flatMap(text -> PlaidToken.parse(text.trim()))
                .flatMap(token -> TimestampUnit.SECONDS.read(token.issuedAt()));
    }
}
