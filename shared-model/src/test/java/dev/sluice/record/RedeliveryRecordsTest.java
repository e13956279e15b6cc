package dev.sluice.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedeliveryRecordsTest {
    @Test
    void redeliveryAndEventComeBackAsTheyWere() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomEvents events = new RandomEvents(random);
        for (int i = 0; i < 2_000; i++) {
            WebhookEvent event = events.next();
            Redelivery redelivery = new Redelivery(
                    events.maybe(events::text),
                    random.nextBoolean() ? "" : events.text(),
                    random.nextInt(1000),
                    later(events.instant()),
                    notes(random.nextInt(20), events),
                    new Coordinates("webhooks.events", random.nextInt(100), random.nextLong(Long.MAX_VALUE)),
                    events.maybe(() -> new Redelivery.Failure(events.text(), events.text(), events.text())),
                    events.maybe(() -> new Coordinates("webhooks.retry", 7, random.nextLong(Long.MAX_VALUE))),
                    random.nextBoolean() ? List.of() : List.of(events.text(), events.text()));

            Headers headers = RedeliveryRecords.headers(event, redelivery);

            assertThat(RedeliveryRecords.read(headers)).as("seed %s", seed).isEqualTo(redelivery);
            assertThat(EventRecords.read(event.body(), headers))
                    .as("seed %s", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void historyKeepsTheLastTwenty() throws Exception {
        Redelivery redelivery = redelivery(notes(25, new RandomEvents(new Random(1))), Optional.empty());

        List<AttemptNote> kept = RedeliveryRecords.read(headers(redelivery)).history();

        assertThat(kept)
                .extracting(AttemptNote::attempt)
                .startsWith(6)
                .endsWith(25)
                .hasSize(20);
    }

    @Test
    void endlessMessagesAndStackTracesAreCut() {
        String endless = "\0".repeat(100_000);
        List<AttemptNote> notes = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            notes.add(new AttemptNote(i, Instant.EPOCH, "bug", endless));
        }
        Headers headers =
                headers(redelivery(notes, Optional.of(new Redelivery.Failure("java.lang.Error", endless, endless))));

        int bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() + header.value().length;
        }
        assertThat(bytes).isLessThan(128 * 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice_generation",
                "sluice_attempt",
                "sluice_due",
                "sluice_history",
                "__streams.errors.topic",
                "__streams.errors.partition",
                "__streams.errors.offset"
            })
    void recordWithoutARequiredHeaderIsUndecodable(String name) {
        Headers headers = headers(redelivery(List.of(), Optional.empty()));
        headers.remove(name);

        assertThatThrownBy(() -> RedeliveryRecords.read(headers)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void unreadableNumbersAndHistoriesAreUndecodable() {
        for (String name :
                List.of("sluice_attempt", "sluice_due", "sluice_history", "__streams.errors.offset", "sluice_source")) {
            for (String value : List.of("x", "{\"a\":1}", "[1]", "[".repeat(5_000), "9".repeat(400))) {
                Headers headers = headers(redelivery(List.of(), Optional.empty()));
                headers.add(name, value.getBytes(UTF_8));

                if (!(name.equals("sluice_history") && value.startsWith("9"))) {
                    assertThatThrownBy(() -> RedeliveryRecords.read(headers))
                            .as("%s: %s", name, value)
                            .isInstanceOf(UndecodableRecordException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sluice_attempt, -1",
        "sluice_attempt, -2147483648",
        "sluice_attempt, 2147483647",
        "sluice_attempt, 1000001",
        "__streams.errors.partition, -1",
        "__streams.errors.partition, 4294967296",
        "__streams.errors.offset, -1"
    })
    void numbersOutOfRangeAreUndecodable(String name, String value) {
        Headers headers = headers(redelivery(List.of(), Optional.empty()));
        headers.add(name, value.getBytes(UTF_8));

        assertThatThrownBy(() -> RedeliveryRecords.read(headers))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }

    private static Headers headers(Redelivery redelivery) {
        return RedeliveryRecords.headers(new RandomEvents(new Random(1)).next(), redelivery);
    }

    private static Redelivery redelivery(List<AttemptNote> notes, Optional<Redelivery.Failure> failure) {
        return new Redelivery(
                Optional.of("route"),
                "",
                notes.size(),
                Instant.EPOCH,
                notes,
                new Coordinates("webhooks.events", 0, 0),
                failure,
                Optional.empty(),
                List.of());
    }

    private static List<AttemptNote> notes(int count, RandomEvents events) {
        List<AttemptNote> notes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            notes.add(new AttemptNote(i, events.instant(), events.text(), events.text()));
        }
        return notes;
    }

    /** What is due was never due before 1970. */
    private static Instant later(Instant at) {
        return (at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at).truncatedTo(ChronoUnit.MILLIS);
    }
}
