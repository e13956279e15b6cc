package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignatureHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Whatever a signature header holds, it is read or refused. */
final class SignatureHeaderFuzzTest {
    @FuzzTest
    void anyTextIsReadOrRefused(byte[] input) {
        RequestHeaders headers =
                RequestHeaders.of(Map.of("X-Signature", new String(input, StandardCharsets.ISO_8859_1)));

        new SignatureHeader.Fields("X-Signature", ",", "t", "v1").read(headers);
        new SignatureHeader.Plain("X-Signature", "sha256=", Optional.empty()).read(headers);
    }
}
