package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.route.RoutableEvent;
import dev.sluice.route.Route;
import dev.sluice.route.RoutesFile;
import dev.sluice.testing.EventBuilder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What presets call their events, what handlers make something of, and what the example's routes send them, is the same. */
final class KnownCategoriesTest {
    static final Map<String, Set<String>> OF_HANDLERS = Map.of(
            "payments", ApplyPayments.CATEGORIES,
            "customers", ApplyCustomers.CATEGORIES,
            "subscriptions", ApplySubscriptions.CATEGORIES,
            "invoices", ApplyInvoices.CATEGORIES);
    private static final List<Handler> HANDLERS =
            List.of(new ApplyPayments(), new ApplyCustomers(), new ApplySubscriptions(), new ApplyInvoices());
    /** Types of which an empty payload is one that holds nothing to be kept. */
    private static final Set<String> SAID_BY_THE_PAYLOAD = Set.of(
            "charge.updated",
            "order.paid",
            "payment_link.paid",
            "CHECKOUT.ORDER.APPROVED",
            "CHECKOUT.ORDER.COMPLETED",
            "CANCEL_OR_REFUND.true",
            "orders/create",
            "orders/updated",
            "orders/cancelled",
            "refunds/create");
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

    /** Whichever provider's endpoint it comes in at: what a reader can't read yet is ignored with that reason. */
    @ParameterizedTest
    @ValueSource(strings = {"routes.yaml", "routes-all.yaml"})
    void everyCategoryIsRoutedToItsHandlerAlone(String file) throws Exception {
        Set<String> names = ServiceLoader.load(Handler.class).stream()
                .map(handler -> handler.get().name())
                .collect(toSet());
        List<Route> routes = RoutesFile.read(Path.of("../examples", file), Map.of(), () -> names);

        OF_HANDLERS.forEach((handler, categories) -> {
            for (String category : categories) {
                WebhookEvent event =
                        EventBuilder.event("stripe", "evt_1").type("a.type").build();
                RoutableEvent routable = new RoutableEvent(event, event.document(), category);
                assertThat(routes.stream()
                                .filter(route -> route.match().holds(routable))
                                .map(Route::handler))
                        .as(category)
                        .containsExactly(handler);
            }
        });
    }

    /** No preset maps a type to a category that the provider's own reader has no answer to. */
    @ParameterizedTest
    @ValueSource(strings = {"stripe", "razorpay", "paypal", "adyen", "square", "paddle", "shopify"})
    void everyTypeThatAPresetMapsIsRead(String provider) throws Exception {
        Map<String, String> types =
                ProviderPresets.bundled().named(provider).orElseThrow().categories();
        assertThat(types).isNotEmpty();
        for (Map.Entry<String, String> type : types.entrySet()) {
            Handler handler = HANDLERS.stream()
                    .filter(each -> OF_HANDLERS.get(each.name()).contains(type.getValue()))
                    .findFirst()
                    .orElseThrow();
            // What a reader looks for and does not find is named; what it makes nothing of would be ignored whatever
            // there is.
            assertThat(attempted(handler, provider, type.getKey(), type.getValue())
                            || SAID_BY_THE_PAYLOAD.contains(type.getKey()))
                    .as(type.getKey())
                    .isTrue();
        }
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
        return attempted(handler, "generic", category, category);
    }

    private static boolean attempted(Handler handler, String provider, String type, String category) throws Exception {
        try {
            return !(handler.handle(HandlerRequests.of(provider, type, category, "{}"))
                    instanceof HandlerResult.Ignored);
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
