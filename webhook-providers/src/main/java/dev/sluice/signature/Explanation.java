package dev.sluice.signature;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The check of one request in steps, for a person who wants to know why a signature does not match. */
public final class Explanation {
    private Explanation() {}

    /**
     * One step.
     *
     * @param what what was looked at
     * @param found what was found; never a secret
     * @param good whether it is as it should be
     */
    public record Step(String what, String found, boolean good) {}

    /** The steps of a check, in the order in which it goes. */
    public static List<Step> of(
            SignatureScheme scheme, SignedRequest request, List<Secret> secrets, Instant receivedAt) {
        List<Step> steps = new ArrayList<>();
        for (String header : scheme.headers()) {
            boolean present = request.headers().first(header).isPresent();
            steps.add(new Step("header " + header, present ? "present" : "missing", present));
        }
        steps.add(
                new Step("signed", scheme.description() + "; the body has " + request.body().length + " bytes", true));
        if (scheme.coversUrl()) {
            steps.add(new Step("URL", request.url(), true));
        }
        if (secrets.isEmpty()) {
            step(steps, "key", scheme.verify(request, secrets, receivedAt));
        }
        for (Secret secret : secrets) {
            if (secret.isCurrent(receivedAt)) {
                step(steps, secret.label(), scheme.verify(request, List.of(secret), receivedAt));
            } else {
                steps.add(new Step(
                        secret.label(), "retired since " + secret.until().orElse(receivedAt), false));
            }
        }
        return List.copyOf(steps);
    }

    private static void step(List<Step> steps, String key, Checked<Genuine> verdict) {
        switch (verdict) {
            case Passed(Genuine genuine) -> {
                steps.add(new Step(key, "matches", true));
                steps.add(new Step("timestamp", "within tolerance, or none is signed", true));
            }
            case Rejected<Genuine> refused -> {
                Optional<Boolean> late = switch (refused.why()) {
                    case TIMESTAMP_EXPIRED, TIMESTAMP_IN_FUTURE -> Optional.of(true);
                    default -> Optional.empty();
                };
                if (late.isPresent()) {
                    steps.add(new Step(key, "matches", true));
                    steps.add(new Step("timestamp", refused.finding(), false));
                } else {
                    steps.add(new Step(key, refused.finding(), false));
                }
            }
        }
    }
}
