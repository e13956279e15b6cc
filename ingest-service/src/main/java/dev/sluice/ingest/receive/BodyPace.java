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
    /**
     * How long after the first wait for a body its next byte may still come: wall time, whatever the framing around the body's own
     * bytes.
     *
     * @param bytes that have come
     */
    Duration timeout(int bytes) {
        Duration atPace = Duration.ofMillis(1000L * bytes / bytesPerSecond);
        Duration timeout = atPace.compareTo(grace) > 0 ? atPace : grace;
        return timeout.compareTo(deadline) < 0 ? timeout : deadline;
    }
}
