package dev.sluice.ingest.rejection;

import static java.util.stream.Collectors.joining;

import dev.sluice.logging.TurnRate;
import dev.sluice.record.Rejection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refusals, many at once and few for long: a flood of forgeries must not fill the disk, nor hide what else is refused.
 * Thread-safe.
 */
public final class RejectionLogger {
    private static final Logger LOG = LoggerFactory.getLogger(RejectionLogger.class);

    private final EndpointTurns turns;

    /**
     * @param burst lines at once, of one endpoint a quarter
     * @param perSecond lines for long
     */
    public RejectionLogger(int burst, int perSecond) {
        this.turns = new EndpointTurns(burst, perSecond, System.nanoTime());
    }

    /** Writes a line, unless too many were written just now. */
    void note(String endpoint, Supplier<Rejection> refused) {
        TurnRate.Turn turn = turns.next(endpoint, System.nanoTime());
        if (turn.skippedBefore() > 0) {
            LOG.warn("{} refusals before this one were not logged: too many at once", turn.skippedBefore());
        }
        if (turn.granted()) {
            Rejection rejection = refused.get();
            LOG.atWarn()
                    .addKeyValue("endpoint", rejection.endpoint())
                    .addKeyValue("cause", rejection.code())
                    .addKeyValue("request_id", rejection.requestId())
                    .log("refused: {}{}", rejection.finding(), diagnoses(rejection));
        }
    }

    private static String diagnoses(Rejection rejection) {
        return rejection.diagnoses().stream()
                .map(diagnosis -> "; " + diagnosis.code() + ": " + diagnosis.detail())
                .collect(joining());
    }
}
