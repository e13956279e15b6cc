package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.load.AnswerReader.Answer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final String ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello";
    private static final String LIMITED = "HTTP/1.1 429 Too Many Requests\r\ncontent-length:  2 \r\nX: y\r\n\r\nno";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 100_000})
    void answersAreToldApartHoweverTheyArrive(int pieces) throws IOException {
        String large = "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "\r\n\r\n.".repeat(10_000);
        AnswerReader reader = reader(ACCEPTED + LIMITED + large + ACCEPTED, pieces);

        assertThat(reader.read()).isEqualTo(new Answer(202, true));
        assertThat(reader.read()).isEqualTo(new Answer(429, true));
        assertThat(reader.read()).isEqualTo(new Answer(200, true));
        assertThat(reader.read()).isEqualTo(new Answer(202, true));
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }

    @Test
    void anAnswerThatEndsTheConnectionSaysSo() throws IOException {
        AnswerReader reader = reader("HTTP/1.1 503 No\r\nconnection: Close\r\nContent-Length: 0\r\n\r\n", 9);

        assertThat(reader.read()).isEqualTo(new Answer(503, false));
    }

    @Test
    void interimAnswersAndMissingBodiesAreUnderstood() throws IOException {
        AnswerReader reader = reader("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n" + ACCEPTED, 9);

        assertThat(reader.read().status()).isEqualTo(204);
        assertThat(reader.read().status()).isEqualTo(202);
    }

    @Test
    void whatCannotBeSkippedIsRefused() {
        assertThatThrownBy(reader("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 9)::read)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Content-Length");
        assertThatThrownBy(reader("SSH-2.0-OpenSSH_9.6\r\n\r\n", 9)::read).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(reader("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000), 999)::read)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void anAnswerThatBreaksOffIsNoAnswer() {
        assertThatThrownBy(reader(ACCEPTED.substring(0, ACCEPTED.length() - 1), 9)::read)
                .isInstanceOf(EOFException.class);
    }

    /** Text that arrives in pieces of so many bytes. */
    private static AnswerReader reader(String text, int piece) {
        InputStream all = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
        return new AnswerReader(new InputStream() {
            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return all.read(target, offset, Math.min(piece, length));
            }
        });
    }
}
