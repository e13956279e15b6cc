package dev.sluice.wycheproof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the cases of one file of vectors. */
final class Cases {
    private static final String KEY = "key ";

    private Cases() {}

    /** What is expected of a case. */
    enum Expected {
        VALID,
        INVALID,
        /** Either is right. */
        ACCEPTABLE
    }

    /**
     * One case.
     *
     * @param number Wycheproof's
     * @param key in hex: a shared secret, or a SubjectPublicKeyInfo
     * @param tagBits length of a truncated HMAC; 0 for other algorithms
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(String number, String key, byte[] message, byte[] signature, int tagBits, Expected expected) {}

    static List<Case> read(String resource) {
        List<Case> cases = new ArrayList<>();
        String key = "";
        for (String line : lines(resource)) {
            if (line.startsWith(KEY)) {
                key = line.substring(KEY.length());
            } else if (!line.startsWith("#")) {
                String[] parts = line.split(" ", -1);
                cases.add(new Case(
                        parts[0],
                        key,
                        hex(parts[3]),
                        hex(parts[4]),
                        Integer.parseInt(parts[2]),
                        Expected.valueOf(parts[1].toUpperCase(Locale.ROOT))));
            }
        }
        return cases;
    }

    private static List<String> lines(String resource) {
        try (@Nullable InputStream in = Cases.class.getResourceAsStream("/wycheproof/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + resource);
            }
            return new String(in.readAllBytes(), US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " could not be read", e);
        }
    }

    private static byte[] hex(String text) {
        return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
    }
}
