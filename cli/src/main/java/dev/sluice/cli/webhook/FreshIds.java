package dev.sluice.cli.webhook;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * What is different in every payload made from a sample.
 *
 * @param eventId id of the event
 * @param object what the id of the object it is about ends with
 * @param customer what the customer's id ends with
 * @param now the provider's time
 */
public record FreshIds(String eventId, String object, String customer, Instant now) {
    private static final int RANDOM_BYTES = 8;

    /** New ones. */
    public static FreshIds random(Instant now) {
        return new FreshIds("evt_" + hex(), hex(), hex(), now);
    }

    /** A sample's text with these filled in. */
    public String fill(String sample) {
        return sample.replace("{{event_id}}", eventId)
                .replace("{{object}}", object)
                .replace("{{customer}}", customer)
                .replace("{{now}}", Long.toString(now.getEpochSecond()));
    }

    private static String hex() {
        byte[] random = new byte[RANDOM_BYTES];
        RandomGenerator.getDefault().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
