package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class BuiltInHandlersTest {
    @Test
    void allAreFoundByName() {
        assertThat(ServiceLoader.load(Handler.class).stream()
                        .map(provider -> provider.get().name()))
                .contains("payments", "customers", "subscriptions", "invoices", "github", "slack", "twilio", "audit");
    }
}
