package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a request holds, each provider's check comes to a decision, and it is no. */
final class ForgedRequestFuzzTest {
    private static final int ALL = -1;

    static Stream<Arguments> seeds() {
        return IntStream.range(0, Seeds.BODIES.size())
                .mapToObj(i -> Arguments.of(
                        ALL, Seeds.HEADERS.get(i % Seeds.HEADERS.size()), "bodySHA256=00&a=b", Seeds.BODIES.get(i)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void noForgeryIsGenuine(
            int which,
            @NotNull @WithUtf8Length(max = 1000) String header,
            @NotNull @WithUtf8Length(max = 200) String query,
            byte @NotNull [] body) {
        for (Door door : which == ALL ? Doors.ALL : List.of(Doors.ALL.get(Math.floorMod(which, Doors.ALL.size())))) {
            SignedRequest request = door.request(query, header, body);
            Stopwatch watch = new Stopwatch();

            Checked<Genuine> verdict =
                    door.endpoint().scheme().verify(request, door.endpoint().secrets(), Door.NOW);

            watch.assertSoonDone();
            assertThat(verdict).as(door.toString()).isInstanceOf(Rejected.class);
        }
    }
}
