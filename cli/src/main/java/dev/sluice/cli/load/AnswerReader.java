package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** Reads the answers on one HTTP/1.1 connection, no more of each than tells where the next one begins. Not thread-safe. */
final class AnswerReader {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_LENGTH = 3;
    private static final int FIRST_FINAL = 200;
    private static final int NO_CONTENT = 204;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    AnswerReader(InputStream in) {
        this.in = in;
    }

    /** What is told of an answer. */
    record Answer(int status, boolean keepsConnection) {}

    /** The next final answer; its body has been skipped. */
    Answer read() throws IOException {
        while (true) {
            String head = head();
            int status = status(head);
            if (status >= FIRST_FINAL) {
                skip(status == NO_CONTENT ? 0 : length(head));
                return new Answer(status, !"close".equalsIgnoreCase(field(head, "Connection")));
            }
        }
    }

    private String head() throws IOException {
        int looked = start;
        while (true) {
            for (int i = looked; i + 3 < end; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    String head = new String(buffer, start, i + 2 - start, ISO_8859_1);
                    start = i + 4;
                    return head;
                }
            }
            looked = Math.max(start, end - 3) - start;
            fill();
            looked += start;
        }
    }

    /** Reads on, keeping what is not yet used. */
    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            throw new ProtocolException("the head of an answer is longer than " + BUFFER_BYTES + " bytes");
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            throw new EOFException("the connection was closed before the answer was complete");
        }
        end += count;
    }

    private void skip(long length) throws IOException {
        long buffered = Math.min(length, end - start);
        start += (int) buffered;
        in.skipNBytes(length - buffered);
    }

    private static int status(String head) throws ProtocolException {
        if (!head.startsWith("HTTP/1.1 ") || head.length() < STATUS_AT + STATUS_LENGTH) {
            throw new ProtocolException("not an HTTP/1.1 answer");
        }
        return number(head.substring(STATUS_AT, STATUS_AT + STATUS_LENGTH), "status");
    }

    private static int length(String head) throws ProtocolException {
        String length = field(head, "Content-Length");
        if (length.isEmpty()) {
            throw new ProtocolException("an answer without Content-Length");
        }
        return number(length, "Content-Length");
    }

    private static int number(String text, String what) throws ProtocolException {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException(what + " is not a number: " + text);
        }
    }

    /** The value of a field, empty when there is none. */
    private static String field(String head, String name) {
        int line = head.indexOf("\r\n") + 2;
        while (line < head.length()) {
            int next = head.indexOf("\r\n", line);
            if (head.regionMatches(true, line, name, 0, name.length()) && head.charAt(line + name.length()) == ':') {
                return head.substring(line + name.length() + 1, next).strip();
            }
            line = next + 2;
        }
        return "";
    }
}
