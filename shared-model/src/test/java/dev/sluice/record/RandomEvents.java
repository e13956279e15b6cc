package dev.sluice.record;

import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.body.Sha256;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Makes events of random content, hostile characters included. Not thread-safe. */
final class RandomEvents {
    private static final String HOSTILE = "\0\n\r\t\"\\,;=%€😀\u202e a1{}[]<>'";

    private final Random random;

    RandomEvents(Random random) {
        this.random = random;
    }

    WebhookEvent next() {
        byte[] body = new byte[random.nextInt(200)];
        random.nextBytes(body);
        return new WebhookEvent(
                new EventKey(text(), text()),
                text(),
                text(),
                maybe(this::text),
                maybe(this::instant),
                maybe(random::nextBoolean),
                instant(),
                text(),
                place(),
                new Tracing(maybe(this::text), maybe(this::text)),
                new OriginalRequest(text(), text()),
                maybe(() -> new BatchItem(random.nextInt(50), 50 + random.nextInt(50), Sha256.hex(body))),
                maybe(this::text),
                maybe(this::text),
                body,
                List.of());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(20); length > 0; length--) {
            int[] characters = HOSTILE.codePoints().toArray();
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    private DocumentPlace place() {
        BodyFormat format = random.nextBoolean() ? BodyFormat.JSON : BodyFormat.XML;
        return switch (random.nextInt(4)) {
            case 0 -> new DocumentPlace.Whole(format);
            case 1 -> new DocumentPlace.Whole(BodyFormat.FORM);
            case 2 -> DocumentPlace.NONE;
            default -> new DocumentPlace.InField(text(), random.nextBoolean(), format);
        };
    }

    Instant instant() {
        return Instant.ofEpochSecond(
                random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000));
    }

    <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }
}
