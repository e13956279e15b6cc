package dev.sluice.ingest.observe;

import dev.sluice.signature.Refusal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refusals, so many a second and no more: a flood of forgeries must not fill the disk. Thread-safe. */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LONGEST_FINDING = 300;

    private final LogRate rate;

    /** @param perSecond lines that are written in any one second */
    public RefusalLog(int perSecond) {
        this.rate = new LogRate(perSecond, Duration.ofSeconds(1));
    }

    /** Writes a line, unless too many were written just now. */
    public void note(String endpoint, Refusal why, String finding, String requestId) {
        LogRate.Turn turn = rate.next(System.nanoTime());
        if (turn.skippedBefore() > 0) {
            LOG.warn("{} refusals before this one were not logged", turn.skippedBefore());
        }
        if (turn.granted()) {
            LOG.atWarn()
                    .addKeyValue("endpoint", endpoint)
                    .addKeyValue("cause", why.code())
                    .addKeyValue("request_id", requestId)
                    .log("refused: {}", oneLine(finding));
        }
    }

    /** Findings quote the sender, who may try to write log lines of its own. */
    private static String oneLine(String finding) {
        String cut = finding.length() <= LONGEST_FINDING ? finding : finding.substring(0, LONGEST_FINDING) + "…";
        return cut.replaceAll("\\p{Cntrl}|\\u2028|\\u2029", "?");
    }
}
