package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.lookup.KeySource;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * PayPal's: RSA over the transmission's id and time, the webhook's id and the body's CRC-32, under a certificate that the
 * request names.
 *
 * @see <a href="https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod">Self verification</a>
 */
public final class PayPalScheme implements SignatureScheme {
    private static final String ID = "PAYPAL-TRANSMISSION-ID";
    private static final String TIME = "PAYPAL-TRANSMISSION-TIME";
    private static final String SIGNATURE = "PAYPAL-TRANSMISSION-SIG";
    private static final String CERTIFICATE = "PAYPAL-CERT-URL";
    private static final String ALGORITHM = "PAYPAL-AUTH-ALGO";
    private static final String SHA256_WITH_RSA = "SHA256withRSA";
    private static final String EXAMPLE = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-example";

    private final KeySource<X509Certificate> certificates;
    private final String webhookId;
    private final Optional<Tolerance> tolerance;

    /** @param webhookId PayPal's id of the webhook, which is signed */
    public PayPalScheme(KeySource<X509Certificate> certificates, String webhookId) {
        this(certificates, webhookId, Optional.empty());
    }

    private PayPalScheme(KeySource<X509Certificate> certificates, String webhookId, Optional<Tolerance> tolerance) {
        this.certificates = certificates;
        this.webhookId = webhookId;
        this.tolerance = tolerance;
    }

    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        for (String header : headers()) {
            if (value(request, header).isEmpty()) {
                return new Rejected<>(RejectionCode.SIGNATURE_MISSING, "there is no header " + header);
            }
        }
        if (!value(request, ALGORITHM).equals(SHA256_WITH_RSA)) {
            return new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, ALGORITHM + " is not " + SHA256_WITH_RSA);
        }
        Optional<byte[]> signature = SignatureEncoding.BASE64.decode(value(request, SIGNATURE));
        if (signature.isEmpty()) {
            return new Rejected<>(RejectionCode.SIGNATURE_MALFORMED, SIGNATURE + " is not base64");
        }
        return switch (certificates.find(value(request, CERTIFICATE), request.sender())) {
            case KeySource.Answer.Found<X509Certificate> found ->
                verify(request, found.key(), signature.get(), receivedAt);
            case KeySource.Answer.Untrusted<X509Certificate> untrusted ->
                new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, untrusted.finding());
            case KeySource.Answer.Unavailable<X509Certificate> unavailable ->
                new Rejected<>(RejectionCode.KEY_UNAVAILABLE, unavailable.finding());
        };
    }

    private Checked<Genuine> verify(
            SignedRequest request, X509Certificate certificate, byte[] signature, Instant receivedAt) {
        try {
            certificate.checkValidity(Date.from(receivedAt));
        } catch (CertificateException e) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MISMATCH, "the certificate was not valid at the time of receipt");
        }
        byte[] content = content(request);
        if (!AsymmetricAlgorithm.RSA_SHA256.verifies(
                certificate.getPublicKey(), sink -> sink.update(content), signature)) {
            return new Rejected<>(
                    RejectionCode.SIGNATURE_MISMATCH,
                    "the signature does not match over the transmission, the webhook id in options and a body of "
                            + request.body().length + " bytes");
        }
        Optional<Rejected<Genuine>> late =
                tolerance.flatMap(allowed -> allowed.refusal(TimestampUnit.ISO, value(request, TIME), receivedAt));
        return late.isPresent() ? late.get() : new Passed<>(new Genuine("certificate"));
    }

    private byte[] content(SignedRequest request) {
        CRC32 checksum = new CRC32();
        checksum.update(request.body());
        return String.join("|", value(request, ID), value(request, TIME), webhookId, Long.toString(checksum.getValue()))
                .getBytes(UTF_8);
    }

    private static String value(SignedRequest request, String header) {
        return request.headers().first(header).map(String::trim).orElse("");
    }

    /** The URL of the certificate stays as it is where there is one; where not, it is one that leads nowhere. */
    @Override
    public SignedRequest sign(SignedRequest request, Secret key, Instant at) {
        SignedRequest timed = request.with(ID, UUID.randomUUID().toString())
                .with(TIME, at.truncatedTo(ChronoUnit.SECONDS).toString())
                .with(ALGORITHM, SHA256_WITH_RSA)
                .with(CERTIFICATE, request.headers().first(CERTIFICATE).orElse(EXAMPLE));
        byte[] content = content(timed);
        byte[] signature = AsymmetricAlgorithm.RSA_SHA256.sign(key, KeyForm.TEXT, sink -> sink.update(content));
        return timed.with(SIGNATURE, SignatureEncoding.BASE64.encode(signature));
    }

    @Override
    public List<String> headers() {
        return List.of(SIGNATURE, ID, TIME, CERTIFICATE, ALGORITHM);
    }

    @Override
    public String description() {
        return SHA256_WITH_RSA + " over {id}|{time}|{webhook id}|{CRC-32 of the body}, base64 in header " + SIGNATURE;
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
        return new PayPalScheme(certificates, webhookId, Optional.of(other));
    }

    @Override
    public Optional<Instant> signedAt(SignedRequest request) {
        return TimestampUnit.ISO.read(value(request, TIME));
    }

    /** The transmission: another body of the same CRC-32 is made at once. */
    @Override
    public Optional<String> token(SignedRequest request, byte[] item) {
        return Optional.of(value(request, ID));
    }
}
