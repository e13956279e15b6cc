package dev.sluice.ingest.receive;

import java.time.Duration;

/**
 * How quickly a body has to come. A client that drips would otherwise hold a place among the requests in flight for as
 * long as a large body may take.
 *
 * @param deadline after which no more of it is waited for
 * @param grace before its pace is looked at
 * @param bytesPerSecond the slowest pace
 */
public record BodyPace(Duration deadline, Duration grace, int bytesPerSecond) {
    /** Whether a body of which so much has come in a time need not be waited for. */
    boolean tooSlow(int bytes, Duration time) {
        return time.compareTo(deadline) > 0
                || (time.compareTo(grace) > 0 && bytes < time.toMillis() * bytesPerSecond / 1000);
    }
}
