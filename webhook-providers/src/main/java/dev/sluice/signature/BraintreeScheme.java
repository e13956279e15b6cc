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
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Braintree's: a form holds the payload and, for each of the account's key pairs, the public key and an HMAC-SHA1.
 *
 * @see <a href="https://developer.paypal.com/braintree/docs/guides/webhooks/parse">Parse</a>
 */
public final class BraintreeScheme implements SignatureScheme {
    private static final String SIGNATURE = "bt_signature";
    private static final String PAYLOAD = "bt_payload";

    private final String publicKey;

    /** @param publicKey which of the pairs is the endpoint's */
    public BraintreeScheme(String publicKey) {
        this.publicKey = publicKey;
    }

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        if (!BodyFormat.FORM.carriedBy(request.headers().first("content-type").orElse(""))) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "the body is no form");
        }
        FormFields fields;
        try {
            fields = FormFields.of(request.body());
        } catch (UnparsableBodyException e) {
            return new Rejected<>(RejectionCode.BODY_UNPARSABLE, String.valueOf(e.getMessage()));
        }
        Optional<String> pairs = fields.first(SIGNATURE);
        Optional<String> payload = fields.first(PAYLOAD);
        if (pairs.isEmpty() || payload.isEmpty()) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MISSING, "there is no field " + (pairs.isEmpty() ? SIGNATURE : PAYLOAD));
        }
        List<byte[]> signatures = signatures(pairs.get());
        if (signatures.isEmpty()) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MALFORMED,
                    SIGNATURE + " has no pair of the public key in options, or not 20 bytes");
        }
        if (BraintreeKeys.isChallenge(payload.get())) {
            return new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, "the payload is a challenge");
        }
        return verify(payload.get(), signatures, secrets);
    }

    private static Checked<Genuine> verify(String payload, List<byte[]> signatures, List<Secret> secrets) {
        for (Secret secret : secrets) {
            // Braintree signs the line's end, which not every sender's form library keeps.
            for (String content : List.of(payload, payload + "\n")) {
                byte[] expected = BraintreeKeys.bytes(secret, content);
                if (signatures.stream().anyMatch(signature -> MessageDigest.isEqual(expected, signature))) {
                    return new Passed<>(new Genuine(secret.label()));
                }
            }
        }
        return new Rejected<>(
                RejectionCode.SIGNATURE_MISMATCH,
                "the signature of the public key in options matches none of " + secrets.size() + " private keys");
    }

    private List<byte[]> signatures(String pairs) {
        List<byte[]> signatures = new ArrayList<>();
        for (String pair : pairs.split("&", SignaturePlace.LIMIT)) {
            int bar = pair.indexOf('|');
            if (bar > 0 && pair.substring(0, bar).strip().equals(publicKey)) {
                SignatureEncoding.HEX
                        .decode(pair.substring(bar + 1).strip())
                        .filter(bytes ->
                                bytes.length == HmacAlgorithm.HMAC_SHA1.length().orElseThrow())
                        .ifPresent(signatures::add);
            }
        }
        return signatures;
    }

    /** The body is the payload's form, or the payload alone. */
    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        String payload = payload(request.body()).orElse(new String(request.body(), UTF_8));
        if (BraintreeKeys.isChallenge(payload)) {
            throw new IllegalArgumentException("the payload is a challenge, and no event");
        }
        String signature = publicKey + "|" + BraintreeKeys.hmac(key, payload);
        String form = SIGNATURE + "=" + URLEncoder.encode(signature, UTF_8) + "&" + PAYLOAD + "="
                + URLEncoder.encode(payload, UTF_8);
        return request.withBody(form.getBytes(UTF_8)).with("content-type", "application/x-www-form-urlencoded");
    }

    private static Optional<String> payload(byte[] body) {
        try {
            return FormFields.of(body).first(PAYLOAD);
        } catch (UnparsableBodyException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> headers() {
        return List.of();
    }

    @Override
    public String description() {
        return "HMAC-SHA1 with the SHA-1 of the private key over " + PAYLOAD + ", hex in " + SIGNATURE;
    }

    @Override
    public Keys keys() {
        return Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return KeyForm.TEXT.defect(text);
    }

    /** The payload: the form around it can be written in many ways. */
    @Override
    public Optional<String> token(SignedRequest request, byte[] item) {
        return payload(item).map(text -> Sha256.hex(text.stripTrailing().getBytes(UTF_8)));
    }
}
