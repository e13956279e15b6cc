package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What a client sends that never comes to the end of its request. */
public enum Drip {
    /** A chunk with extensions, of which one character comes at a time. */
    CHUNK_EXTENSIONS("Transfer-Encoding: chunked\r\n\r\n2;", "x"),
    /** A whole body, then trailers, of which one comes at a time. */
    TRAILERS("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X-Drip: x\r\n"),
    /** The headers of a request with a body, and then nothing. */
    HEADERS_ONLY("Content-Length: 800\r\n\r\n", "");

    private final String begin;
    private final String more;

    Drip(String begin, String more) {
        this.begin = begin;
        this.more = more;
    }

    byte[] begin(Target target) {
        return ("POST " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                        + "\r\nContent-Type: application/json\r\n" + begin)
                .getBytes(ISO_8859_1);
    }

    /** Comes each second; nothing if empty. */
    byte[] more() {
        return more.getBytes(ISO_8859_1);
    }
}
