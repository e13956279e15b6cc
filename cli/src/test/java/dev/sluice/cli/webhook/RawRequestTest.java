package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawRequestTest {
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    void partsAreTakenApartWhateverTheLineEnds(String end) throws Exception {
        RawRequest request = parse("POST /webhooks/shop?a=b HTTP/1.1" + end + "X-Twice: 1" + end + "x-twice:  2 " + end
                + end + "{\n\r\n\r\n\u00ff}");

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/webhooks/shop?a=b");
        assertThat(request.headers().all("X-Twice")).containsExactly("1", "2");
        assertThat(request.body()).isEqualTo("{\n\r\n\r\n\u00ff}".getBytes(ISO_8859_1));
    }

    @Test
    void aRequestWithoutABodyHasNone() throws Exception {
        assertThat(parse("GET /a HTTP/1.1\nHost: b\n").body()).isEmpty();
        assertThat(parse("GET /a HTTP/1.1\nHost: b\n\n").body()).isEmpty();
    }

    @Test
    void aBodyOfAnotherLengthThanItSaysIsToldOf() throws Exception {
        assertThat(parse("POST /a HTTP/1.1\nContent-Length: 2\n\n{}").wrongLength())
                .isEmpty();
        assertThat(parse("POST /a HTTP/1.1\nContent-Length: 2\n\n{}\n")
                        .wrongLength()
                        .orElseThrow())
                .contains("3 bytes", "says 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "{}", "POST\n\n", "a(b) /a HTTP/1.1\n\n"})
    void whatIsNoRequestIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chunksAreNotTakenForTheBody() {
        assertThatThrownBy(() -> parse("POST /a HTTP/1.1\nTransfer-Encoding: chunked\n\n2\r\n{}\r\n0\r\n\r\n"))
                .hasMessageContaining("chunks");
    }

    private static RawRequest parse(String text) throws Exception {
        return RawRequest.parse(text.getBytes(ISO_8859_1));
    }
}
