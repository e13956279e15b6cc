package dev.sluice.processor.ledger;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Times as providers write them, which may be out of this world: milliseconds in the place of seconds, or a clock that is years ahead. */
final class ProviderTimes {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderTimes.class);
    /** What a provider's clock, and its queue, may be ahead of the receipt. */
    private static final Duration AHEAD = Duration.ofDays(1);
    /** The years that SQL's own text of a time has room for. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private ProviderTimes() {}

    /**
     * The write with times that can be: a guard in the future becomes the receipt, or it would keep all later writes out until
     * then; a value that is no year's is left out, and the log says so.
     */
    static Projection.Write bounded(Projection.Write write, WebhookEvent event) {
        boolean ahead = Duration.between(event.receivedAt(), write.at()).compareTo(AHEAD) > 0;
        boolean wild = false;
        for (Object value : write.values()) {
            wild |= value instanceof Instant time && isWild(time);
        }
        if (!ahead && !wild) {
            return write;
        }
        if (ahead) {
            note(event, "its time " + write.at() + " is after its receipt, which is taken in its place");
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < write.values().size(); i++) {
            Object value = write.values().get(i);
            if (value instanceof Instant time && isWild(time)) {
                note(event, write.projection().columns().get(i).name() + " is left out: " + time + " is no time");
                values.add(null);
            } else {
                values.add(value);
            }
        }
        return new Projection.Write(
                write.projection(),
                write.endpoint(),
                write.id(),
                write.scope(),
                ahead ? event.receivedAt() : write.at(),
                write.rank(),
                write.tie(),
                write.eventId(),
                values);
    }

    private static boolean isWild(Instant time) {
        return time.isBefore(FIRST) || time.isAfter(LAST);
    }

    private static void note(WebhookEvent event, String what) {
        LOG.atWarn()
                .addKeyValue("event_id", event.key().id())
                .addKeyValue("endpoint", event.key().endpoint())
                .addKeyValue("request_id", event.tracing().requestId().orElse(""))
                .addKeyValue("cause", "time_out_of_range")
                .log(what);
    }
}
