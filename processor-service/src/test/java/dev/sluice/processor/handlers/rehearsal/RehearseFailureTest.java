package dev.sluice.processor.handlers.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.handlers.HandlerRequests;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearseFailureTest {
    private final RehearseFailure handler = new RehearseFailure();

    @Test
    void failsAsOftenAsThePayloadAsksAndThenWorks() throws Exception {
        String body = "{\"rehearsal\":{\"fail_times\":2}}";

        assertThatThrownBy(() -> handler.handle(request(body, 1))).isInstanceOf(RetryableException.class);
        assertThatThrownBy(() -> handler.handle(request(body, 2))).isInstanceOf(RetryableException.class);
        assertThat(handler.handle(request(body, 3)))
                .isEqualTo(new HandlerResult.Processed(List.of(), "worked on attempt 3"));
    }

    @Test
    void poisonFailsForGood() {
        assertThatThrownBy(() -> handler.handle(request("{\"rehearsal\":{\"poison\":true}}", 1)))
                .isInstanceOf(PermanentException.class);
    }

    @Test
    void worksAtOnceWhenNothingIsAsked() throws Exception {
        assertThat(handler.handle(request("{}", 1))).isInstanceOf(HandlerResult.Processed.class);
    }

    private static HandlerRequest request(String body, int attempt) {
        return HandlerRequests.of("rehearsal.tried", body, attempt);
    }
}
