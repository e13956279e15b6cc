package dev.sluice.ingest.http;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Believes whoever sends {@code X-Signature: genuine}, and breaks when told to. */
final class FakeScheme implements SignatureScheme {
    @Override
    public Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        return switch (request.headers().first("X-Signature").orElse("")) {
            case "genuine" -> new Passed<>(new Genuine(secrets.getFirst().label()));
            case "bug" -> throw new IllegalStateException("internal detail");
            case "fatal" -> throw new StackOverflowError("internal detail");
            case "unknown key" -> new Rejected<>(RejectionCode.KEY_UNAVAILABLE, "internal finding");
            case "" -> new Rejected<>(RejectionCode.SIGNATURE_MISSING, "no X-Signature");
            default -> new Rejected<>(RejectionCode.SIGNATURE_MISMATCH, "internal finding");
        };
    }

    @Override
    public List<String> headers() {
        return List.of("X-Signature");
    }

    @Override
    public SignedRequest sign(SignedRequest request, Secret secret, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String description() {
        return "the word genuine in X-Signature";
    }

    @Override
    public Keys keys() {
        return Keys.SECRETS;
    }

    @Override
    public Optional<String> keyDefect(String text) {
        return Optional.empty();
    }
}
