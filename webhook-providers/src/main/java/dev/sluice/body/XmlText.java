package dev.sluice.body;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The characters of an XML document, in the encoding it says it has (XML 1.0, appendix F). */
final class XmlText {
    private static final Pattern DECLARED =
            Pattern.compile("<\\?xml[^>]{0,100}?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']");
    private static final int DECLARATION_LIMIT = 200;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private XmlText() {}

    /** Throws where the bytes are not of that encoding; the JDK's reader prints a line for some of those. */
    static String of(byte[] xml) throws UnparsableBodyException {
        try {
            String text = encoding(xml)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(xml))
                    .toString();
            return text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
        } catch (CharacterCodingException
                | IllegalCharsetNameException
                | UnsupportedCharsetException
                | UnsupportedOperationException e) {
            throw new UnparsableBodyException("The body is not XML in the encoding it has or declares.", e);
        }
    }

    private static Charset encoding(byte[] xml) {
        if (startsWith(xml, 0xFE, 0xFF) || startsWith(xml, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16;
        }
        String begin = new String(xml, 0, Math.min(xml.length, DECLARATION_LIMIT), StandardCharsets.ISO_8859_1);
        Matcher declared = DECLARED.matcher(begin);
        return declared.lookingAt() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
    }

    private static boolean startsWith(byte[] xml, int first, int second) {
        return xml.length >= 2 && xml[0] == (byte) first && xml[1] == (byte) second;
    }
}
