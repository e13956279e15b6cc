package dev.sluice.signature;

import dev.sluice.signature.SignatureHeader.Presented;
import dev.sluice.signature.SignatureScheme.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The check of one HMAC, step by step, with the usual mistakes tried when nothing matches. Not thread-safe. */
final class HmacExplanation {
    private final HmacScheme scheme;
    private final SignedRequest request;
    private final List<Secret> secrets;
    private final Instant receivedAt;
    private final List<Step> steps = new ArrayList<>();

    HmacExplanation(HmacScheme scheme, SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        this.scheme = scheme;
        this.request = request;
        this.secrets = secrets;
        this.receivedAt = receivedAt;
    }

    List<Step> steps() {
        Optional<Presented> presented = scheme.header().read(request.headers());
        step("header " + scheme.header().name(), presented.isPresent() ? "present" : "missing", presented.isPresent());
        presented.ifPresent(this::checkForm);
        return List.copyOf(steps);
    }

    private void checkForm(Presented presented) {
        Optional<String> defect = scheme.defect(presented);
        step(
                "form",
                defect.orElseGet(() -> presented.signatures().size() + " signature(s), "
                        + scheme.algorithm().length() + " bytes in " + scheme.encoding()),
                defect.isEmpty());
        if (defect.isEmpty()) {
            String timestamp = presented.timestamp().orElse("");
            step("signed content", scheme.signed() + " with a body of " + request.body().length + " bytes", true);
            checkSecrets(scheme.candidates(presented), timestamp);
            scheme.tolerance().ifPresent(tolerance -> {
                Optional<Verdict.Refused> refusal = tolerance.refusal(timestamp, receivedAt);
                step("timestamp", refusal.map(Verdict.Refused::finding).orElse("within tolerance"), refusal.isEmpty());
            });
        }
    }

    private void checkSecrets(List<byte[]> candidates, String timestamp) {
        boolean any = false;
        for (Secret secret : secrets) {
            boolean match = HmacScheme.matches(candidates, scheme.digest(secret, timestamp, request.body()));
            step(secret.label(), match ? "matches" : "does not match", match);
            any |= match;
        }
        if (!any) {
            secrets.forEach(secret -> tryUsualMistakes(secret, candidates, timestamp));
        }
    }

    private void tryUsualMistakes(Secret secret, List<byte[]> candidates, String timestamp) {
        byte[] body = request.body();
        Secret trimmed = new Secret(secret.label(), secret.text().strip());
        if (HmacScheme.matches(candidates, scheme.digest(trimmed, timestamp, body))) {
            step("cause", secret.label() + " would match without the blanks around it", false);
        }
        int end = body.length;
        while (end > 0 && (body[end - 1] == '\n' || body[end - 1] == '\r')) {
            end--;
        }
        byte[] chomped = Arrays.copyOf(body, end);
        byte[] withNewline = Arrays.copyOf(chomped, end + 1);
        withNewline[end] = '\n';
        if (end < body.length && HmacScheme.matches(candidates, scheme.digest(secret, timestamp, chomped))) {
            step("cause", secret.label() + " would match without the line end that was added to the body", false);
        } else if (HmacScheme.matches(candidates, scheme.digest(secret, timestamp, withNewline))) {
            step("cause", secret.label() + " would match with the line end the body has lost", false);
        }
    }

    private void step(String what, String found, boolean good) {
        steps.add(new Step(what, found, good));
    }
}
