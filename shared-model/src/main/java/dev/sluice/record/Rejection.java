package dev.sluice.record;

import dev.sluice.rejection.Diagnosis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One refused request as operators see it: neither body nor headers nor query, and every text short, on one line and free of
 * characters that can't be printed.
 *
 * @param at when it was received
 * @param endpoint its endpoint's name, or a word that stands for none
 * @param code the stable code of the answer
 * @param status the answer's HTTP status
 * @param finding what was found, for operators alone
 * @param diagnoses what would have made it genuine; at most {@value #MOST_DIAGNOSES} are kept
 * @param requestId by which it is found in the log
 * @param tier the tier whose limit refused it
 * @param request what it looked like
 */
public record Rejection(
        Instant at,
        String endpoint,
        String code,
        int status,
        String finding,
        List<Diagnosis> diagnoses,
        String requestId,
        Optional<String> tier,
        RejectedRequest request) {
    static final int MOST_DIAGNOSES = 5;

    public Rejection {
        endpoint = ShownText.of(endpoint, 100);
        code = ShownText.of(code, 60);
        finding = ShownText.of(finding, 400);
        diagnoses =
                diagnoses.stream().limit(MOST_DIAGNOSES).map(Rejection::shown).toList();
        requestId = ShownText.of(requestId, 128);
        tier = tier.map(name -> ShownText.of(name, 20));
    }

    private static Diagnosis shown(Diagnosis diagnosis) {
        return new Diagnosis(
                ShownText.of(diagnosis.code(), 40), ShownText.of(diagnosis.detail(), 180), diagnosis.byCurrentSecret());
    }
}
