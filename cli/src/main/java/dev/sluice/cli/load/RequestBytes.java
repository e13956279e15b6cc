package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.signature.SignedRequest;
import java.util.Arrays;

/** Writes HTTP/1.1 requests as they go over the wire. */
final class RequestBytes {
    private RequestBytes() {}

    static byte[] get(Target target) {
        return ("GET " + target.path() + " HTTP/1.1\r\nHost: " + target.authority() + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    static byte[] of(SignedRequest request, Target target) {
        StringBuilder text = new StringBuilder(256)
                .append(request.method())
                .append(' ')
                .append(target.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.authority())
                .append("\r\nContent-Length: ")
                .append(request.body().length)
                .append("\r\n");
        request.headers()
                .asMap()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n")));
        byte[] head = text.append("\r\n").toString().getBytes(ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + request.body().length);
        System.arraycopy(request.body(), 0, all, head.length, request.body().length);
        return all;
    }
}
