package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose end a proxy and a server might see in different places, with another request hidden behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestSmugglingTest {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final String HIDDEN = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CHUNKED = "1\r\n{\r\n0\r\n\r\n";

    private TestPort ingest;

    @BeforeAll
    void listen() {
        ingest = new TestPort();
    }

    @AfterAll
    void stop() {
        ingest.close();
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", CHUNKED),
                shape("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", CHUNKED),
                shape("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n", "{}"),
                shape("two lengths in one", "Content-Length: 1, 2\r\n", "{}"),
                shape("length with a sign", "Content-Length: +2\r\n", "{}"),
                shape("negative length", "Content-Length: -1\r\n", "{}"),
                shape("hexadecimal length", "Content-Length: 0x2\r\n", "{}"),
                shape("length beyond any number", "Content-Length: 18446744073709551618\r\n", "{}"),
                shape("length of two words", "Content-Length: 2 2\r\n", "{}"),
                shape("unknown coding", "Transfer-Encoding: xchunked\r\n", CHUNKED),
                shape("coding after chunks", "Transfer-Encoding: chunked, identity\r\n", CHUNKED),
                shape("chunks twice", "Transfer-Encoding: chunked, chunked\r\n", CHUNKED),
                shape("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", CHUNKED),
                shape("folded coding", "Transfer-Encoding:\r\n chunked\r\n", CHUNKED),
                shape("folded header", "X-Folded: a\r\n b\r\nContent-Length: 2\r\n", "{}"),
                shape("space before the colon", "Content-Length : 2\r\n", "{}"),
                shape("space before the coding's colon", "Transfer-Encoding : chunked\r\n", CHUNKED),
                shape("vertical tab in the coding", "Transfer-Encoding: \u000bchunked\r\n", CHUNKED),
                shape("quoted coding", "Transfer-Encoding: \"chunked\"\r\n", CHUNKED),
                shape("bare line feed", "X-Bare: a\nContent-Length: 2\r\n", "{}"),
                shape("bare carriage return", "X-Bare: a\rContent-Length: 2\r\n", "{}"),
                shape("NUL in a header", "X-Nul: a\u0000b\r\nContent-Length: 2\r\n", "{}"),
                shape("header without a name", ": a\r\nContent-Length: 2\r\n", "{}"),
                shape("header without a colon", "X-None\r\nContent-Length: 2\r\n", "{}"),
                shape("two hosts", "Host: elsewhere\r\nContent-Length: 2\r\n", "{}"),
                shape("hexadecimal prefix of a chunk", "Transfer-Encoding: chunked\r\n", "0x1\r\n{\r\n0\r\n\r\n"),
                shape("chunk with a sign", "Transfer-Encoding: chunked\r\n", "+1\r\n{\r\n0\r\n\r\n"),
                shape(
                        "chunk beyond any number",
                        "Transfer-Encoding: chunked\r\n",
                        "FFFFFFFFFFFFFFFF1\r\n{\r\n0\r\n\r\n"),
                shape("chunk that ends in a bare line feed", "Transfer-Encoding: chunked\r\n", "1\n{\n0\n\n"),
                shape("chunk longer than it says", "Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"),
                shape(
                        "chunk extension with a bare line feed",
                        "Transfer-Encoding: chunked\r\n",
                        "1;\nx\r\n{\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void ambiguousRequestIsRefusedAndWhatFollowsIsNotRead(String shape, String headers, String body) throws Exception {
        String answer = ingest.raw("POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nX-Signature: genuine\r\n" + headers + "\r\n" + body + HIDDEN);

        assertThat(STATUS_LINE.matcher(answer).results().map(line -> line.group(1)))
                .as(answer)
                .containsExactly("400");
        assertThat(answer).hasSizeLessThan(1024).doesNotContain("ready");
        assertThat(ingest.publisher.published()).isEmpty();
        assertThat(ingest.registry.scrape())
                .contains("webhook_requests_in_flight 0.0")
                .contains("webhook_in_flight_bytes 0.0");
    }

    private static Arguments shape(String name, String headers, String body) {
        return Arguments.of(name, headers, body);
    }
}
