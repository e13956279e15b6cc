package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import dev.sluice.event.Tracing;
import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.SignedRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a provider signs is genuine, and its events are read or it is refused. */
final class ProvenRequestFuzzTest {
    private static final int ALL = -1;

    static Stream<Arguments> seeds() {
        return Seeds.BODIES.stream().map(body -> Arguments.of(ALL, "a-value", body));
    }

    @MethodSource("seeds")
    @FuzzTest
    void whatIsSignedIsGenuineAndReadOrRefused(
            int which, @NotNull @WithUtf8Length(max = 300) String header, byte @NotNull [] body) {
        (which == ALL ? Doors.ALL : List.of(Doors.ALL.get(Math.floorMod(which, Doors.ALL.size()))))
                .forEach(door -> pass(door, header, body));
    }

    private static void pass(Door door, String header, byte[] body) {
        Optional<SignedRequest> signed = signed(door, door.request("a=b", header, body));
        if (signed.isEmpty()) {
            return;
        }
        Stopwatch watch = new Stopwatch();

        Checked<Genuine> verdict =
                door.endpoint().scheme().verify(signed.get(), door.endpoint().secrets(), Door.NOW);
        Checked<Reading> reading = new EventReader()
                .read(door.endpoint(), signed.get(), Door.NOW, new Tracing(Optional.of(header), Optional.of(header)));

        watch.assertSoonDone();
        assertThat(verdict).as(door.toString()).isInstanceOf(Passed.class);
        if (reading instanceof Passed(Reading(List<WebhookEvent> events, List<UnfitItem> unfit, int ignored))) {
            assertThat(ignored).as(door.toString()).isZero();
            assertThat(unfit)
                    .as(door.toString())
                    .allSatisfy(item -> assertThat(item.reason()).isNotBlank());
            events.forEach(event -> {
                assertThat(event.key().id()).isNotBlank();
                assertThat(event.type()).isNotBlank();
            });
        }
    }

    /** Empty where the proof belongs into a body that has no place for it. */
    private static Optional<SignedRequest> signed(Door door, SignedRequest request) {
        try {
            return door.key().map(key -> door.endpoint().scheme().sign(request, key, Door.NOW));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
