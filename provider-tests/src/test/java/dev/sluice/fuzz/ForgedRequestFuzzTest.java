package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a request holds, each provider's check comes to a decision, and it is no. */
@Timeout(5)
final class ForgedRequestFuzzTest {
    private static final List<Door> DOORS = Doors.all();

    static Stream<Arguments> seeds() {
        return Seeds.BODIES.stream()
                .flatMap(body -> Seeds.HEADERS.stream()
                        .map(header -> Arguments.of(header.length() + body.length, header, "bodySHA256=00&a=b", body)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void noForgeryIsGenuine(
            int which,
            @NotNull @WithUtf8Length(max = 1000) String header,
            @NotNull @WithUtf8Length(max = 200) String query,
            byte @NotNull [] body) {
        for (Door door : which % 7 == 0 ? DOORS : List.of(DOORS.get(Math.floorMod(which, DOORS.size())))) {
            SignedRequest request = door.request(query, header, body);

            Verdict verdict =
                    door.endpoint().scheme().verify(request, door.endpoint().secrets(), Door.NOW);

            assertThat(verdict).as(door.toString()).isInstanceOf(Verdict.Refused.class);
        }
    }
}
