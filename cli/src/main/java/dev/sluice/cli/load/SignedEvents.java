package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.sample.FreshIds;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Payments of about 850 bytes, each with an id and an object of its own, signed when they are asked for.
 *
 * @param type one that every payment provider's route takes
 * @param template the payload before ids are filled in
 * @param prefix all ids of this run begin with it, and no others
 */
public record SignedEvents(Endpoint endpoint, Target target, String type, String template, String prefix)
        implements Requests {
    private static final int CUSTOMERS = 1000;

    /** Ones that nobody has sent before. */
    public static SignedEvents fresh(Endpoint endpoint, Target target) throws CommandFailedException {
        String provider = endpoint.provider().equals("stripe") ? "core" : endpoint.provider();
        String type = SamplePayloads.types(provider).stream()
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no sample payload of provider " + endpoint.provider() + " to make load from"));
        byte[] random = new byte[4];
        RandomGenerator.getDefault().nextBytes(random);
        return new SignedEvents(
                endpoint,
                target,
                type,
                SamplePayloads.of(provider, type).orElseThrow().template().strip(),
                "evt_load" + HexFormat.of().formatHex(random) + "x");
    }

    @Override
    public byte[] bytes(long number) {
        return RequestBytes.of(signed(number, Instant.now()), target);
    }

    /** The request before it is put on a wire. */
    public SignedRequest signed(long number, Instant now) {
        return new Webhook(endpoint, id(number), type, body(number, now))
                .signed(target.toString(), now)
                .with(Webhook.TEST_HEADER, "load");
    }

    /** The id of an event of this run. */
    public String id(long number) {
        return prefix + number;
    }

    /** The number of an event of this run. */
    public long number(String eventId) {
        return Long.parseLong(eventId.substring(prefix.length()));
    }

    /** The payload of an event of this run. */
    public byte[] body(long number, Instant now) {
        String run = prefix.substring("evt_".length());
        return new FreshIds(id(number), run + number, run + number % CUSTOMERS, now)
                .fill(template)
                .getBytes(UTF_8);
    }
}
