package dev.sluice.wycheproof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads the cases of one file of vectors. */
final class Cases {
    private static final ObjectMapper JSON = new ObjectMapper();

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
     * @param name its number and comment
     * @param key in hex: a shared secret, or a SubjectPublicKeyInfo
     * @param tagBits length of a truncated HMAC; 0 for other algorithms
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(String name, String key, byte[] message, byte[] signature, int tagBits, Expected expected) {}

    static List<Case> read(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (JsonNode group : JSON.readTree(file.toFile()).get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                cases.add(new Case(
                        test.get("tcId").asText() + " " + test.get("comment").asText(),
                        test.path("key").asText(group.path("publicKeyDer").asText()),
                        hex(test.get("msg")),
                        hex(test.has("tag") ? test.get("tag") : test.get("sig")),
                        group.path("tagSize").asInt(0),
                        Expected.valueOf(test.get("result").asText().toUpperCase(Locale.ROOT))));
            }
        }
        return cases;
    }

    private static byte[] hex(JsonNode text) {
        return HexFormat.of().parseHex(text.asText());
    }
}
