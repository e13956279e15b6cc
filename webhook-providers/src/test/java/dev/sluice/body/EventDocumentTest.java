package dev.sluice.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDocumentTest {
    private static final List<String> PLACES =
            List.of("json", "xml", "form", "none", "form:payload", "form+base64+xml:payload");

    @Test
    void jsonIsTheBodyItself() {
        byte[] body = "{\"amount\": 1.50, \"big\": 1e400, \"a\": 1, \"a\": 2}".getBytes(UTF_8);

        EventDocument document = new EventDocument(body, DocumentPlace.JSON);

        assertThat(document.json().orElseThrow()).isSameAs(body);
        assertThat(document.tree().path("big").decimalValue()).isEqualByComparingTo(new BigDecimal("1e400"));
        assertThat(document.tree().path("a").asInt()).as("of one name the last").isEqualTo(2);
        assertThat(document.jsonb()).isEqualTo(JsonbFit.PLAIN);
    }

    @Test
    void byteOrderMarkIsNoPartOfTheDocument() {
        assertThat(tree("json", "\ufeff{\"a\": 1}").path("a").asInt()).isEqualTo(1);
        assertThat(json("json", "\ufeff{\"a\": 1}")).isEqualTo("{\"a\": 1}");
        assertThat(json("form:payload", "payload=%EF%BB%BF%7B%22a%22%3A1%7D")).isEqualTo("{\"a\":1}");
        assertThat(json("xml", "\ufeff<a>1</a>")).isEqualTo("{\"a\":\"1\"}");
    }

    @Test
    void jsonInOtherUnicodeIsATreeAndNoJsonInUtf8() {
        EventDocument document = new EventDocument("{\"a\":1}".getBytes(UTF_16), DocumentPlace.JSON);

        assertThat(document.tree().path("a").asInt()).isEqualTo(1);
        assertThat(document.json()).isEmpty();
        assertThat(document.jsonb()).isEqualTo(JsonbFit.NONE);
    }

    @Test
    void jsonInAFieldIsTheFieldsText() {
        String body = "payload=%7B%22action%22%3A+%22opened%22%2C+%22n%22%3A+1.50%7D&other=1";

        assertThat(tree("form:payload", body).path("action").asText()).isEqualTo("opened");
        assertThat(json("form:payload", body)).isEqualTo("{\"action\": \"opened\", \"n\": 1.50}");
    }

    @Test
    void formIsAnObjectOfItsFields() {
        assertThat(json("form", "b=1&a=x+y&b=%C3%A9&bare&=nameless"))
                .isEqualTo("{\"b\":[\"1\",\"é\"],\"a\":\"x y\",\"bare\":\"\",\"\":\"nameless\"}");
        assertThat(document("form", "a=%00").jsonb()).isEqualTo(JsonbFit.NONE);
        assertThat(tree("form", "a=%00").path("a").asText()).isEqualTo("\0");
        assertThat(document("form", "a=%F0%9F%98%80%ED%A0%80").jsonb()).isEqualTo(JsonbFit.PLAIN);
        assertThat(json("form", "")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            <a/>                                         ~ {"a":""}
            <a> 1 </a>                                   ~ {"a":"1"}
            <a><b>1</b><c>2</c></a>                      ~ {"a":{"b":"1","c":"2"}}
            <a><b>1</b><c/><b>2</b><b x="y"/></a>        ~ {"a":{"b":["1","2",{"@x":"y"}],"c":""}}
            <a t="datetime">2024</a>                     ~ {"a":{"@t":"datetime","#text":"2024"}}
            <a>one<b>two</b>three</a>                    ~ {"a":{"b":"two","#text":"onethree"}}
            <o:a xmlns:o="urn:o"><o:b/></o:a>            ~ {"o:a":{"@xmlns:o":"urn:o","o:b":""}}
            <a><![CDATA[<b>]]>&amp;&#65;<!-- c --></a>   ~ {"a":"<b>&A"}
            <?xml version="1.0"?><a><?p q?>1</a>         ~ {"a":"1"}
            """)
    void xmlIsAnObjectOfItsElements(String xml, String expected) {
        assertThat(json("xml", xml)).isEqualTo(expected);
    }

    @Test
    void xmlIsReadInItsOwnEncoding() {
        byte[] body = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>ä</a>".getBytes(ISO_8859_1);

        assertThat(new EventDocument(body, DocumentPlace.parse("xml"))
                        .tree()
                        .path("a")
                        .asText())
                .isEqualTo("ä");
    }

    @Test
    void xmlInBase64InAFieldIsRead() {
        String document = Base64.getMimeEncoder()
                .encodeToString("<n><kind>k</kind></n>".getBytes(UTF_8))
                .replace("+", "%2B");

        assertThat(json("form+base64+xml:bt_payload", "bt_signature=s&bt_payload=" + document))
                .isEqualTo("{\"n\":{\"kind\":\"k\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            json                     ~ ``
            json                     ~ <a/>
            json                     ~ {"a":1
            json                     ~ {} {}
            json                     ~ {"n":1e2147483648}
            xml                      ~ {"a":1}
            xml                      ~ <a>
            xml                      ~ <!DOCTYPE a><a/>
            form                     ~ {"a":1}
            form                     ~ {a=zz
            form:payload             ~ other=1
            form:payload             ~ payload=
            form:payload             ~ payload=text
            form:payload             ~ {"payload":1}
            form+base64:payload      ~ payload=%7B%7D
            form+base64+xml:payload  ~ payload=PGE
            none                     ~ {"a":1}
            """)
    void whereThereIsNoDocumentNothingIsFound(String place, String body) {
        EventDocument document = document(place, body);

        assertThat(document.tree().isMissingNode()).isTrue();
        assertThat(document.json()).isEmpty();
        assertThat(document.jsonb()).isEqualTo(JsonbFit.NONE);
    }

    @Test
    void bodiesBeyondTheLimitsAreNoDocuments() {
        int deep = JsonBodies.NESTING_LIMIT + 1;
        assertThat(tree("json", "[".repeat(deep) + "]".repeat(deep)).isMissingNode())
                .isTrue();
        assertThat(tree("xml", "<a>".repeat(1_001) + "</a>".repeat(1_001)).isMissingNode())
                .isTrue();
        assertThat(tree("form", "a=1&".repeat(FormFields.LIMIT + 1)).isMissingNode())
                .isTrue();
    }

    @Test
    void deepDocumentsWithinTheLimitsAreRead() {
        JsonNode tree = tree("json", "[".repeat(20_000) + "]".repeat(20_000));
        assertThat(tree.isArray()).isTrue();
        assertThat(document("json", "[".repeat(20_000) + "]".repeat(20_000)).jsonb())
                .isEqualTo(JsonbFit.NONE);

        assertThat(document("xml", "<a>".repeat(999) + "</a>".repeat(999)).jsonb())
                .isEqualTo(JsonbFit.PLAIN);
        EventDocument lists = document("xml", "<a><a/>".repeat(999) + "</a>".repeat(999));
        assertThat(lists.tree().path("a").isObject()).isTrue();
        assertThat(lists.jsonb()).isEqualTo(JsonbFit.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "form+xml:payload"})
    void nothingIsFetchedForXml(String place, @TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String away = "http://localhost:" + server.getLocalPort() + "/x";
            for (String xml : List.of(
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"" + secret.toUri() + "\">]><a>&b;</a>",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"" + away + "\">]><a>&b;</a>",
                    "<!DOCTYPE a SYSTEM \"" + away + "\"><a/>")) {
                String body = place.equals("xml") ? xml : "payload=" + xml.replace("&", "%26");
                assertThat(tree(place, body).isMissingNode()).as(body).isTrue();
            }
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).as("a request").isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void hostileShapesAreDecidedSoon() {
        int size = 1024 * 1024;
        for (String body : List.of(
                "\"" + "\\u0041".repeat(size / 6) + "\"",
                "\"" + "\\ud83d\\ude00".repeat(size / 12) + "\"",
                "[" + "1,".repeat(size / 2) + "1]",
                "9".repeat(size),
                "[1e" + "9".repeat(size) + "]",
                "{"
                        + IntStream.range(0, 60_000)
                                .mapToObj(i -> "\"n" + i + "\":1")
                                .collect(Collectors.joining(",")) + "}",
                "[".repeat(size),
                "<a>" + "<b/>".repeat(size / 4) + "</a>",
                "<a>" + "&amp;".repeat(size / 5) + "</a>",
                "<a>" + "<b>".repeat(900) + "</b>".repeat(900) + "</a>",
                "&".repeat(size),
                "a&".repeat(size / 2),
                "payload=" + "A".repeat(size))) {
            for (String place : PLACES) {
                long begun = System.nanoTime();
                EventDocument document = document(place, body);
                assertThat(document.tree()).isNotNull();
                assertThat(document.jsonb()).isNotNull();
                // Far above what it takes, so that a busy machine does not fail it; quadratic work takes minutes.
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("%s: %s", place, body.substring(0, 20))
                        .isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void damagedBodiesNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> bodies = List.of(
                "{\"id\": \"evt_€\", \"n\": 1.5e3, \"data\": [{\"id\": \"\\u00e4\"}]}",
                "<?xml version=\"1.0\"?><a x='1'><b>€</b><b>2</b>&amp;</a>",
                "payload=%7B%22a%22%3A1%7D&b=%C3%A9",
                "payload=PGE%2BMTwvYT4%3D");
        for (int i = 0; i < 5_000; i++) {
            byte[] body = bodies.get(random.nextInt(bodies.size())).getBytes(UTF_8);
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            for (String place : PLACES) {
                EventDocument document = new EventDocument(body, DocumentPlace.parse(place));
                assertThatCode(() -> {
                            assertThat(document.tree()).isNotNull();
                            assertThat(document.json().isPresent() || document.jsonb() == JsonbFit.NONE)
                                    .isTrue();
                        })
                        .as("seed %s, %s", seed, place)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void documentIsParsedOnceHoweverManyAsk() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                EventDocument document = document("json", "{\"a\": [1, 2, 3]}");
                List<Future<JsonNode>> answers = new ArrayList<>();
                for (int asker = 0; asker < 8; asker++) {
                    answers.add(threads.submit(document::tree));
                }
                Set<Integer> trees = new HashSet<>();
                for (Future<JsonNode> answer : answers) {
                    trees.add(System.identityHashCode(answer.get()));
                }
                assertThat(trees).hasSize(1);
            }
        }
    }

    private static EventDocument document(String place, String body) {
        return new EventDocument(body.getBytes(UTF_8), DocumentPlace.parse(place));
    }

    private static JsonNode tree(String place, String body) {
        return document(place, body).tree();
    }

    private static String json(String place, String body) {
        return new String(document(place, body).json().orElseThrow(), UTF_8);
    }
}
