package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
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
final class JsonbFitIT {
    private static final List<String> JSON = List.of(
            "{\"id\":\"evt_1\",\"n\":-12.50,\"e\":1E5,\"l\":[1,2.0e-3,[],{}],\"t\":true,\"f\":false,\"z\":null}",
            "[\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\",\"\\u00e9\",\"\\ud83d\\ude00\",\"\\\\u0000\",\"é😀\",\"\"]",
            " { \"livemode\" : true , \"livemode\" : false } ",
            "{\"a\":\"\\u0000\",\"a\":{\"\\ud83d\\ude00\":1e1000,\"n\":-1.5E-1000}}",
            "\"text\"",
            "-0.5");
    private static final List<String> XML =
            List.of("<?xml version=\"1.0\"?><a x='1'><b>é😀</b><b>2</b>&amp;&#65;<c/></a>");
    private static final List<String> FORMS = List.of("a=1&a=%F0%9F%98%80&b=%00&=x&c+d=%22%5C&e");
    private static final String PIECES = "{}[]:,\"\\u0e1.-+ \n\tEdnft/0\u007f\u00e9\ud83d\ude00<>&=%;#";

    private static PostgresBook book;

    @BeforeAll
    static void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "jsonb");
    }

    @Test
    void whatIsHeldToBeFitIsTaken() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> fit = new ArrayList<>();
        List<byte[]> worthAsking = new ArrayList<>();
        List<byte[]> unfit = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            EventDocument document = switch (random.nextInt(4)) {
                case 0 -> mutated(XML, "xml", random);
                case 1 -> mutated(FORMS, "form", random);
                default -> mutated(JSON, "json", random);
            };
            switch (document.jsonb()) {
                case PLAIN -> fit.add(document.json().orElseThrow());
                case ASK -> worthAsking.add(document.json().orElseThrow());
                case NONE -> document.json().ifPresent(unfit::add);
            }
        }

        assertThat(taken(fit)).as("seed %d", seed).isEqualTo(fit.size()).isGreaterThan(1000);
        // Asking must not be an error, whatever the answer.
        assertThat(taken(worthAsking)).as("seed %d", seed).isNotNegative();
        assertThat(taken(unfit)).as("seed %d", seed).isZero();
        assertThat(unfit).isNotEmpty();
    }

    @Test
    void theLargestOrdinaryNumbersAreTaken() throws Exception {
        String digits = "9".repeat(994);
        List<byte[]> numbers = List.of(
                (digits + "E1000").getBytes(UTF_8),
                ("-0." + digits.substring(10) + "E-1000").getBytes(UTF_8),
                "9".repeat(1_000).getBytes(UTF_8),
                ("[".repeat(1_000) + "]".repeat(1_000)).getBytes(UTF_8));

        assertThat(numbers)
                .allSatisfy(number -> assertThat(new EventDocument(number, DocumentPlace.JSON)
                                .jsonb()
                                .name())
                        .isEqualTo("PLAIN"));
        assertThat(taken(numbers)).isEqualTo(numbers.size());
    }

    private static EventDocument mutated(List<String> texts, String place, Random random) {
        StringBuilder changed = new StringBuilder(texts.get(random.nextInt(texts.size())));
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
        return new EventDocument(bytes, DocumentPlace.parse(place));
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
