package dev.sluice.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An event's bytes as they were received, which queries give as base64 in {@code body_base64}. */
public final class Body {
    private static final int SHOWN = 4000;

    private Body() {}

    /** The bytes of a row. */
    public static byte[] of(ObjectNode row) {
        return Base64.getMimeDecoder().decode(row.path("body_base64").asText());
    }

    /** Writes the bytes as they are, and nothing else. */
    public static void write(ObjectNode row, OutputStream out) {
        try {
            out.write(of(row));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a person sees of it: the text, or how many bytes it is. */
    public static String shown(ObjectNode row) {
        byte[] body = of(row);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            String clean = text.codePoints()
                    .filter(point -> !Character.isISOControl(point) || point == '\n' || point == '\t')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "… (all of it with --body)";
        } catch (CharacterCodingException e) {
            return body.length + " bytes that are no text (all of them with --body)";
        }
    }
}
