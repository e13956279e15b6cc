package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.route.Route;
import dev.sluice.route.RoutesFile;
import dev.sluice.testing.EventBuilder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What presets call their events, what handlers make something of, and what the example's routes send them, is the same. */
final class KnownCategoriesTest {
    private static final Map<String, Set<String>> OF_HANDLERS = Map.of(
            "payments", ApplyPayments.CATEGORIES,
            "customers", ApplyCustomers.CATEGORIES,
            "subscriptions", ApplySubscriptions.CATEGORIES,
            "invoices", ApplyInvoices.CATEGORIES);
    private static final List<Handler> HANDLERS =
            List.of(new ApplyPayments(), new ApplyCustomers(), new ApplySubscriptions(), new ApplyInvoices());
    /** Types of core events, besides those that a preset maps to. */
    private static final Set<String> CORE_TYPES =
            Set.of("refund.created", "refund.updated", "refund.failed", "dispute.created");

    @Test
    void everyCategoryOfAPresetHasAHandler() {
        assertThat(categoriesOfPresets()).isSubsetOf(allKnown());
    }

    @Test
    void everyCategoryOfAHandlerIsAPresetsOrTheCoreEvents() {
        Set<String> mapped = new HashSet<>(categoriesOfPresets());
        mapped.addAll(CORE_TYPES);

        assertThat(allKnown()).isSubsetOf(mapped);
    }

    @Test
    void everyCategoryIsRoutedToItsHandlerAlone() throws Exception {
        Path file = Path.of("../examples/routes.yaml");
        Set<String> names = Stream.of("payments", "customers", "subscriptions", "invoices", "github", "rehearsal")
                .collect(toSet());
        List<Route> routes = RoutesFile.read(file, Map.of(), names);

        OF_HANDLERS.forEach((handler, categories) -> {
            for (String category : categories) {
                assertThat(routes.stream()
                                .filter(route -> route.match()
                                        .takes(
                                                EventBuilder.event("stripe", "evt_1")
                                                        .type("a.type")
                                                        .build(),
                                                category,
                                                () -> {
                                                    throw new AssertionError("no filter is expected");
                                                }))
                                .map(Route::handler))
                        .as(category)
                        .containsExactly(handler);
            }
        });
    }

    /** A handler that says it knows a category makes something of it, or finds that the payload lacks what it needs. */
    @Test
    void everyHandlerKnowsItsCategories() throws Exception {
        for (Handler handler : HANDLERS) {
            for (String category : OF_HANDLERS.get(handler.name())) {
                assertThat(attempted(handler, category)).as(category).isTrue();
            }
            assertThat(attempted(handler, "payout.paid")).isFalse();
        }
    }

    private static boolean attempted(Handler handler, String category) throws Exception {
        try {
            return !(handler.handle(HandlerRequests.of(category, "{}")) instanceof HandlerResult.Ignored);
        } catch (PermanentException e) {
            return true;
        }
    }

    private static Set<String> allKnown() {
        return OF_HANDLERS.values().stream().flatMap(Set::stream).collect(toSet());
    }

    private static Set<String> categoriesOfPresets() {
        ProviderPresets presets = ProviderPresets.bundled();
        return presets.names().stream()
                .flatMap(name -> presets.named(name).orElseThrow().categories().values().stream())
                .collect(toSet());
    }
}
