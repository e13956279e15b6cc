package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RealParts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is held to be fit for jsonb, Postgres takes: it is told so without being asked. */
final class StoredJsonIT {
    private static final List<String> SEEDS = List.of(
            "{\"id\":\"evt_1\",\"n\":-12.50,\"e\":1E5,\"l\":[1,2.0e-3,[],{}],\"t\":true,\"f\":false,\"z\":null}",
            "[\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\",\"\\u00e9\",\"\\ud83d\\ude00\",\"é😀\",\"\"]",
            " { \"livemode\" : true , \"livemode\" : false } ",
            "\"text\"",
            "-0.5");
    private static final String PIECES = "{}[]:,\"\\u0e1.-+ \n\tEdnft/0\u007f\u00e9\ud83d\ude00";

    private static PostgresBook book;

    @BeforeAll
    static void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "json");
    }

    @Test
    void whatIsHeldToBeFitIsTaken() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> fit = new ArrayList<>();
        List<byte[]> worthAsking = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            byte[] text = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            switch (StoredJson.of(text).form()) {
                case PLAIN -> fit.add(text);
                case ASK -> worthAsking.add(text);
                case NONE -> {}
            }
        }

        assertThat(taken(fit)).as("seed %d", seed).isEqualTo(fit.size()).isGreaterThan(1000);
        // Asking must not be an error, whatever the answer.
        assertThat(taken(worthAsking)).as("seed %d", seed).isPositive();
    }

    @Test
    void formsAreToldApart() {
        assertThat(form("{\"a\":[1,2.5,\"x\\n\"]}")).isEqualTo(StoredJson.Form.PLAIN);
        assertThat(form("{\"a\":\"\\u0000\"}")).isEqualTo(StoredJson.Form.ASK);
        assertThat(form("{\"a\":1e9}")).isEqualTo(StoredJson.Form.ASK);
        assertThat(form("{\"a\":" + "9".repeat(400) + "}")).isEqualTo(StoredJson.Form.ASK);
        assertThat(form("[".repeat(1001) + "]".repeat(1001))).isEqualTo(StoredJson.Form.NONE);
        assertThat(form("{} {}")).isEqualTo(StoredJson.Form.NONE);
        assertThat(form("")).isEqualTo(StoredJson.Form.NONE);
        assertThat(form("<a/>")).isEqualTo(StoredJson.Form.NONE);
        assertThat(form("\ufeff{}")).isEqualTo(StoredJson.Form.NONE);
        assertThat(StoredJson.of("{\"a\":1}".getBytes(UTF_16LE)).form()).isEqualTo(StoredJson.Form.NONE);
        assertThat(StoredJson.of(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'})
                        .form())
                .isEqualTo(StoredJson.Form.NONE);
    }

    @Test
    void livemodeIsReadAtTheTopOnly() {
        assertThat(StoredJson.of("{\"data\":{\"livemode\":true}}").livemode()).isEmpty();
        assertThat(StoredJson.of("[{\"livemode\":true}]").livemode()).isEmpty();
        assertThat(StoredJson.of("{\"livemode\":\"true\"}").livemode()).isEmpty();
        assertThat(StoredJson.of("{\"data\":{},\"livemode\":true}").livemode()).contains(true);
    }

    private static StoredJson.Form form(String text) {
        return StoredJson.of(text).form();
    }

    private static byte[] mutated(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(changed.length() + 1);
            int from = random.nextInt(PIECES.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, PIECES.charAt(from));
                case 1 -> changed.replace(Math.max(0, at - 1), at, "");
                default -> changed.insert(at, PIECES, from, Math.min(PIECES.length(), from + 3));
            }
        }
        byte[] bytes = changed.toString().getBytes(UTF_8);
        if (bytes.length > 0 && random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static int taken(List<byte[]> texts) throws Exception {
        try (Connection connection = book.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FILTER (WHERE"
                                + " pg_input_is_valid(convert_from(t, 'UTF8'), 'jsonb')) FROM (SELECT unnest(?) AS t) AS texts")) {
            statement.setArray(1, connection.createArrayOf("bytea", texts.toArray(byte[][]::new)));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
