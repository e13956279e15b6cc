package dev.sluice.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.installation.CommandFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080/a?b=c", "http://localhost:8080/a?b=c", "http://127.1.2.3:8080/a?b=c"})
    void loopbackIsTaken(String url) throws CommandFailedException {
        assertThat(Target.of(url).port()).isEqualTo(8080);
        assertThat(Target.of(url).path()).isEqualTo("/a?b=c");
    }

    @Test
    void loopbackOfTheSixthVersionIsTaken() throws CommandFailedException {
        assertThat(Target.of("http://[::1]").authority()).isEqualTo("[0:0:0:0:0:0:0:1]:80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1/",
                "http://example.com/",
                "http://127.0.0.1.example.com/",
                "http://[2001:db8::1]/"
            })
    void otherMachinesAreRefusedWithTheReason(String url) {
        assertThatThrownBy(() -> Target.of(url))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("this machine only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/", "127.0.0.1:8080", "http://a b/", "/webhooks/stripe"})
    void whatIsNoHttpUrlIsRefused(String url) {
        assertThatThrownBy(() -> Target.of(url)).isInstanceOf(CommandFailedException.class);
    }
}
