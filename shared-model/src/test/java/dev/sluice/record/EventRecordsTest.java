package dev.sluice.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.Sha256;
import dev.sluice.event.WebhookEvent;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRecordsTest {
    @Test
    void everyEventComesBackFromItsRecordAsItWas() throws Exception {
        long seed = System.nanoTime();
        RandomEvents events = new RandomEvents(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            WebhookEvent event = events.next();

            WebhookEvent read = EventRecords.read(event.body(), EventRecords.headers(event));

            assertThat(read).as("seed %s, event %s", seed, i).isEqualTo(event);
            assertThat(new String(EventRecords.key(event), UTF_8))
                    .isEqualTo(event.key().id());
        }
    }

    @Test
    void bodyIsTheValueItself() throws Exception {
        WebhookEvent event = new RandomEvents(new Random(1)).next();

        assertThat(EventRecords.read(event.body(), EventRecords.headers(event)).body())
                .isSameAs(event.body());
    }

    @Test
    void headersAreThoseOfCloudEvents() {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());

        assertThat(text(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(text(headers, "ce_source")).startsWith("/webhooks/");
        assertThat(headers.lastHeader("ce_id")).isNotNull();
        assertThat(headers.lastHeader("ce_type")).isNotNull();
        assertThat(headers.lastHeader("content-type")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_type", "ce_endpoint", "ce_provider", "ce_receivedat"})
    void recordWithoutARequiredHeaderIsUndecodable(String name) {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.remove(name);

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(name);
    }

    @Test
    void headerWithoutAValueCountsAsMissing() {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.add("ce_id", null);

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void unreadableTimesAndBatchesAreUndecodable() {
        for (String name : new String[] {"ce_receivedat", "ce_time", "sluice_batch"}) {
            for (String value : new String[] {"", "\0", "yesterday", "1,2", "a,b,c", "9".repeat(400)}) {
                Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
                headers.add(name, value.getBytes(UTF_8));

                assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                        .as("%s: %s", name, value)
                        .isInstanceOf(UndecodableRecordException.class);
            }
        }
    }

    @Test
    void recordOfAnEarlierVersionIsJsonAndSaysNoMode() throws Exception {
        WebhookEvent event = new RandomEvents(new Random(1)).next();
        Headers headers = EventRecords.headers(event);
        headers.remove("ce_livemode");
        headers.remove("sluice_document");

        WebhookEvent read = EventRecords.read(event.body(), headers);

        assertThat(read.livemode()).isEmpty();
        assertThat(read.documentPlace()).isEqualTo(DocumentPlace.JSON);
        assertThat(read.key()).isEqualTo(event.key());
    }

    @ParameterizedTest
    @CsvSource({
        "ce_livemode, yes",
        "ce_livemode, TRUE",
        "ce_livemode, ''",
        "sluice_document, yaml",
        "sluice_document, ''"
    })
    void unknownModesAndDocumentsAreUndecodable(String name, String value) {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.add(name, value.getBytes(UTF_8));

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_endpoint", "ce_type", "ce_provider"})
    void emptyNamesAreUndecodable(String name) {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.add(name, new byte[0]);

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(name + " is empty");
    }

    @Test
    void negativePlacesInABatchAreUndecodable() {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.add("sluice_batch", "-1,2,ab".getBytes(UTF_8));

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void headersOfOthersTravelWithTheEvent() throws Exception {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());
        headers.add("x-tenant", new byte[] {(byte) 0xff, 0});
        headers.add("ce_partitionkey", "a".getBytes(UTF_8));
        headers.add("ce_partitionkey", "b".getBytes(UTF_8));

        Headers again = EventRecords.headers(EventRecords.read(new byte[0], headers));

        assertThat(again.lastHeader("x-tenant").value()).isEqualTo(new byte[] {(byte) 0xff, 0});
        assertThat(again.headers("ce_partitionkey"))
                .extracting(header -> new String(header.value(), UTF_8))
                .containsExactly("a", "b");
        assertThat(again.toArray()).hasSameSizeAs(headers.toArray());
    }

    /** While an upgrade is under way, records of the later version come to instances of this one. */
    @Test
    void headersOfALaterVersionAreNoHindrance() throws Exception {
        WebhookEvent event = new RandomEvents(new Random(7)).next();
        Headers headers = EventRecords.headers(event);
        headers.add("sluice_later", "x".getBytes(UTF_8));

        WebhookEvent read = EventRecords.read(event.body(), headers);

        assertThat(read.key()).isEqualTo(event.key());
        assertThat(read.otherHeaders()).as("it is no other's header").isEqualTo(event.otherHeaders());
    }

    @Test
    void tombstoneIsUndecodable() {
        Headers headers = EventRecords.headers(new RandomEvents(new Random(1)).next());

        assertThatThrownBy(() -> EventRecords.read(null, headers)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void randomBytesInHeadersNeverEscapeAsAnotherException() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Headers headers = EventRecords.headers(new RandomEvents(random).next());
            String name = headers.toArray()[random.nextInt(headers.toArray().length)].key();
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            headers.remove(name);
            headers.add(name, noise);
            try {
                EventRecords.read(new byte[0], headers);
            } catch (UndecodableRecordException e) {
                assertThat(e).as("seed %s", seed).hasMessageContaining("header");
            }
        }
    }

    @Test
    void digestIsTheStandards() {
        // FIPS 180-2, appendix B.1.
        assertThat(Sha256.hex("abc".getBytes(UTF_8)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void headerThatIsNotUtf8IsUndecodable() {
        Headers headers = new RecordHeaders().add("ce_endpoint", new byte[] {(byte) 0xff});

        assertThatThrownBy(() -> EventRecords.read(new byte[0], headers))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("ce_endpoint");
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
