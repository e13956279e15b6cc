package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class BuiltInHandlersTest {
    @Test
    void allAreFoundByName() {
        assertThat(ServiceLoader.load(Handler.class).stream()
                        .map(provider -> provider.get().name()))
                .contains("payments", "customers", "subscriptions", "invoices", "github", "audit");
    }

    @Test
    void githubEventIsSummarizedInOneLine() {
        assertThat(new SummarizeGithub()
                        .handle(HandlerRequests.of(
                                "pull_request.opened", "{\"repository\": {\"full_name\": \"octo-org/octo-repo\"}}")))
                .isEqualTo(new HandlerResult.Processed(List.of(), "pull_request.opened in octo-org/octo-repo"));
        assertThat(new SummarizeGithub().handle(HandlerRequests.of("ping", "[]")))
                .isEqualTo(new HandlerResult.Processed(List.of(), "ping"));
    }
}
