package dev.sluice.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlValuesTest {
    private static final String ORDER = """
            <?xml version="1.0"?>
            <o:Order xmlns:o="urn:o" id=" 7 ">
              <!-- <Id>no</Id> --><Id>1<!-- x -->2</Id><Id>3</Id>
              <Item><Id> a&amp;b </Id></Item>
              <Item kind="k"><Id><![CDATA[<c>]]></Id><o:Id>d</o:Id></Item>
              <Empty/><Note>one<b>two</b>three</Note>
            </o:Order>""";

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            /Order/Id            ~ 12
            /o:Order/Id          ~ 12
            /p:Order/Id          ~ <none>
            /Order/Id[2]         ~ 3
            /Order/Id[3]         ~ <none>
            /Order/Item/Id       ~ a&b
            /Order/Item[2]/Id    ~ <c>
            /Order/Item[2]/Id[2] ~ d
            /Order/Item[2]/@kind ~ k
            /Order/Item/@kind    ~ k
            /Order/@id           ~ 7
            /*/Item[2]/*         ~ <c>
            //Item/Id            ~ a&b
            //Id                 ~ 12
            //b                  ~ two
            /Order/Note          ~ onethree
            /Order/Note/text()   ~ onethree
            /Order/Empty         ~ <none>
            /Id                  ~ <none>
            /Order/Order         ~ <none>
            """)
    void valuesAreFoundAtTheirPaths(String path, String expected) throws Exception {
        assertThat(value(ORDER, path).orElse("<none>")).isEqualTo(expected);
    }

    @Test
    void encodingIsTheOneThatIsDeclared() throws Exception {
        XmlPath path = XmlPath.parse("/a");
        assertThat(XmlValues.read(
                                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>ä</a>".getBytes(ISO_8859_1),
                                List.of(path))
                        .at(path))
                .hasValue("ä");
        assertThat(XmlValues.read("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>€</a>".getBytes(UTF_16), List.of(path))
                        .at(path))
                .hasValue("€");
        assertThatThrownBy(() -> XmlValues.read("<a>ä</a>".getBytes(ISO_8859_1), List.of(path)))
                .isInstanceOf(UnparsableBodyException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a/>x",
                "<a b=1/>",
                "<a b='1' b='2'/>",
                "<a>&b;</a>",
                "<a>&#0;</a>",
                "<a>\u0000</a>",
                "<a>&#xD800;</a>",
                "<?xml version='1.0' encoding='nonsense'?><a/>",
                "<a><![CDATA[</a>",
                "{\"a\": 1}"
            })
    void whatIsNotWellFormedIsRefused(String xml) {
        assertThatThrownBy(() -> value(xml, "/a")).isInstanceOf(UnparsableBodyException.class);
    }

    @Test
    void documentTypesAreRefusedAndNothingIsFetched(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String away = "http://localhost:" + server.getLocalPort() + "/x";
            String bomb = IntStream.range(1, 12)
                    .mapToObj(i -> "<!ENTITY e" + i + " \"" + ("&e" + (i - 1) + ";").repeat(10) + "\">")
                    .collect(Collectors.joining());
            for (String xml : List.of(
                    "<!DOCTYPE a><a/>",
                    "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                    "<!DOCTYPE a [<!ENTITY e0 \"x\">" + bomb + "]><a>&e11;</a>",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"" + secret.toUri() + "\">]><a>&b;</a>",
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"" + away + "\">]><a>&b;</a>",
                    "<!DOCTYPE a [<!ENTITY % b SYSTEM \"" + away + "\"> %b;]><a/>",
                    "<!DOCTYPE a SYSTEM \"" + away + "\"><a/>",
                    "<!DOCTYPE a PUBLIC \"-//x\" \"" + away + "\"><a/>",
                    "<?xml version='1.0' standalone='no'?><!DOCTYPE a SYSTEM '" + away + "' [ ]><a/>",
                    "<!DOCTYPE a [<!ATTLIST a b CDATA \"c\">]><a/>")) {
                assertThatThrownBy(() -> value(xml, "/a")).as(xml).isInstanceOf(UnparsableBodyException.class);
            }
            value(
                    "<a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a " + away
                            + "\"><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"" + away + "\"/></a>",
                    "/a");
            value("<?xml-stylesheet href=\"" + away + "\"?><a/>", "/a");
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).as("a request").isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void hostileShapesAreDecidedSoon() {
        int size = 1024 * 1024;
        List<String> shapes = List.of(
                "<a>".repeat(size / 3),
                "<a>".repeat(900) + "</a>".repeat(900),
                "<a "
                        + IntStream.range(0, 100_000)
                                .mapToObj(i -> "x" + i + "='' ")
                                .collect(Collectors.joining()) + "/>",
                "<a>" + "<b x='1' y='2'/>".repeat(size / 16) + "</a>",
                "<a>"
                        + IntStream.range(0, 400)
                                .mapToObj(i -> "<p" + i + ":b xmlns:p" + i + "='urn:" + i + "'>")
                                .collect(Collectors.joining()),
                "<a>"
                        + IntStream.range(0, 100_000)
                                .mapToObj(i -> "<n" + i + "/>")
                                .collect(Collectors.joining()) + "</a>",
                "<" + "a".repeat(size) + "/>",
                "<a x='" + "y".repeat(size) + "'/>",
                "<a x" + "y".repeat(size) + "='1'/>",
                "<a>" + "&amp;".repeat(size / 5) + "</a>",
                "<a>" + "&#65;".repeat(size / 5) + "</a>",
                "<a>" + "<!---->".repeat(size / 7) + "</a>",
                "<a>" + "<?x?>".repeat(size / 5) + "</a>",
                "<a>" + "<![CDATA[]]>".repeat(size / 12) + "</a>",
                "<a>" + "]".repeat(size) + "</a>",
                "<!--" + "-".repeat(size),
                "<a" + " ".repeat(size) + "/>",
                "<" + ":".repeat(size) + "/>");
        for (String shape : shapes) {
            long begun = System.nanoTime();
            readOrRefused(shape);
            // Far above what it takes, so that a busy machine does not fail it; quadratic work takes minutes.
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as(shape.substring(0, 20))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void longDocumentsAreRead() throws Exception {
        assertThat(value("<a>" + "&amp;".repeat(200_000) + "<b>1</b></a>", "/a/b"))
                .hasValue("1");
        assertThat(value("<a>" + "&#65;".repeat(200_000) + "<b>1</b></a>", "/a/b"))
                .hasValue("1");
        assertThat(value("<a>" + "<c>".repeat(900) + "</c>".repeat(900) + "<b>1</b></a>", "/a/b"))
                .hasValue("1");
        assertThat(value("<a>" + "<c/>".repeat(200_000) + "<b>1</b></a>", "/a/b"))
                .hasValue("1");
        assertThat(value("<a>" + "x".repeat(900_000) + "<b>1</b></a>", "/a/b")).hasValue("1");
        assertThatThrownBy(() -> value("<a>".repeat(1_001) + "</a>".repeat(1_001), "/a"))
                .isInstanceOf(UnparsableBodyException.class);
    }

    @Test
    void positionsAreCountedInEveryParentAnew() throws Exception {
        String xml = "<a><b><c>1</c></b><b><c>2</c><c>3</c><d><c>4</c><c>5</c></d></b></a>";

        assertThat(value(xml, "/a/b/c[2]")).hasValue("3");
        assertThat(value(xml, "/a/b[2]/c[1]")).hasValue("2");
        assertThat(value(xml, "//c[2]")).hasValue("3");
        assertThat(value(xml, "//d/c[2]")).hasValue("5");
        assertThat(value("<a><a><a>x</a></a></a>", "//a/a/a")).hasValue("x");
    }

    @Test
    void declaredEncodingThatIsNoneIsRefusedAndNothingIsPrinted() {
        for (String encoding : List.of("nonsense", "UTF-16", "IBM037", "US-ASCII", "x-")) {
            assertThatThrownBy(() -> value("<?xml version='1.0' encoding='" + encoding + "'?><a>ä</a>", "/a"))
                    .as(encoding)
                    .isInstanceOf(UnparsableBodyException.class);
        }
    }

    @Test
    void textIsCutWhereNoIdReaches() throws Exception {
        assertThat(value("<a>" + "x".repeat(100_000) + "</a>", "/a")
                        .orElseThrow()
                        .length())
                .isBetween(1_024, 20_000);
        assertThat(value("<a b='" + "x".repeat(100_000) + "'/>", "/a/@b").orElseThrow())
                .hasSize(1_024);
    }

    @Test
    void messageShowsNothingOfTheBody() {
        assertThatThrownBy(() -> value("<a><card4242></a>", "/a")).hasMessageNotContaining("4242");
    }

    private static void readOrRefused(String xml) {
        try {
            Optional<String> unused = value(xml, "/a/b[2]/@x");
            unused = value(xml, "//b");
        } catch (UnparsableBodyException e) {
            // As good an end as the other.
        }
    }

    private static Optional<String> value(String xml, String path) throws UnparsableBodyException {
        XmlPath parsed = XmlPath.parse(path);
        return XmlValues.read(xml.getBytes(UTF_8), List.of(parsed)).at(parsed);
    }
}
