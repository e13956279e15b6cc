package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.FormFields;
import dev.sluice.body.JsonItems;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What is made to be slow is decided in as little time as all else of its size. */
class SlowRequestsTest {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Test
    void namesOfOneHashTakeNoLongerThanOthers() throws Exception {
        byte[] body = namesOfOneHash(80_000).getBytes(UTF_8);

        assertThat(least(() -> JsonItems.of(body, JsonPointer.empty()))).isLessThan(LIMIT);
    }

    @Test
    void bareFieldsTakeNoLongerThanOthers() throws Exception {
        byte[] body = ("€&".repeat(FormFields.LIMIT - 1) + "a".repeat(1_000_000)).getBytes(UTF_8);

        assertThat(least(() -> FormFields.of(body))).isLessThan(LIMIT);
    }

    @Test
    void manySmallHeadersTakeNoLongerThanFewLargeOnes() throws Exception {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < 2_864; i++) {
            headers.put("x-" + i, "0123456789");
        }
        SignedRequest request =
                new SignedRequest("POST", "https://example.com/", RequestHeaders.of(headers), new byte[0]);

        assertThat(least(() -> RequestTraces.of(request, List.of(), List.of()))).isLessThan(LIMIT);
    }

    /** The least of several, in processor time: other work on the machine counts in neither. */
    private static Duration least(Callable<?> work) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long begun = THREADS.getCurrentThreadCpuTime();
            assertThat(work.call()).isNotNull();
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - begun);
        }
        return Duration.ofNanos(least);
    }

    /** Names of eight bytes whose hash is one in Jackson's table of names, whatever its seed. */
    private static String namesOfOneHash(int count) {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        StringBuilder names = new StringBuilder("[{");
        int found = 0;
        for (int i = 0; found < count; i++) {
            int first = 0;
            for (int digit = 0, rest = i; digit < 4; digit++, rest /= letters.length()) {
                first = (first << 8) | letters.charAt(rest % letters.length());
            }
            int hash = first + (first >>> 15);
            hash ^= hash >>> 9;
            // 1041204193 times 33 is 1 modulo 2^32.
            int second = -hash * 1041204193;
            if (isPlain(second)) {
                names.append(found++ == 0 ? "\"" : ",\"");
                append(names, first);
                append(names, second);
                names.append("\":1");
            }
        }
        return names.append("}]").toString();
    }

    private static boolean isPlain(int four) {
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            int character = (four >>> shift) & 0xFF;
            if (character < ' ' || character > '~' || character == '"' || character == '\\') {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder names, int four) {
        for (int shift = Integer.SIZE - 8; shift >= 0; shift -= 8) {
            names.append((char) ((four >>> shift) & 0xFF));
        }
    }
}
