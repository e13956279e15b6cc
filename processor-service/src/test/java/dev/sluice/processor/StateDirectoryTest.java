package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final Instant NOW = Instant.parse("2025-06-01T10:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void directoryWithoutAHeartbeatIsNew() {
        assertThat(at(NOW).isOlderThan(Duration.ofDays(1))).isFalse();
    }

    @Test
    void directoryOfATaskIsThatOfAStore() throws Exception {
        Path application = Files.createDirectories(directory.resolve("state").resolve("sluice-processor"));
        Files.createFile(application.resolve("kafka-streams-process-metadata"));
        at(NOW).beat();
        assertThat(at(NOW).hasStores()).isFalse();
        assertThat(new StateDirectory(directory.resolve("missing"), Clock.systemUTC()).hasStores())
                .isFalse();

        Files.createDirectory(application.resolve("0_3"));
        assertThat(at(NOW).hasStores()).isTrue();

        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("state"));
        assertThat(new StateDirectory(link, Clock.systemUTC()).hasStores()).isTrue();
    }

    @Test
    void directoryIsOldWhenNobodyHasLivedInItForLong() {
        at(NOW).beat();

        assertThat(at(NOW.plus(Duration.ofHours(23))).isOlderThan(Duration.ofDays(1)))
                .isFalse();
        assertThat(at(NOW.plus(Duration.ofHours(25))).isOlderThan(Duration.ofDays(1)))
                .isTrue();
    }

    @Test
    void everyBeatBeginsAnew() {
        at(NOW).beat();
        at(NOW.plus(Duration.ofHours(20))).beat();

        assertThat(at(NOW.plus(Duration.ofHours(25))).isOlderThan(Duration.ofDays(1)))
                .isFalse();
    }

    private StateDirectory at(Instant now) {
        return new StateDirectory(directory.resolve("state"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
