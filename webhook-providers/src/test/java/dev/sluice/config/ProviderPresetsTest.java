package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Categories;
import dev.sluice.provider.ProviderPreset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderPresetsTest {
    private final ProviderPresets presets = ProviderPresets.bundled();

    @Test
    void everyBundledPresetIsFound() {
        assertThat(presets.names()).contains("generic", "github", "razorpay", "stripe");
        assertThat(presets.named("nobody")).isEmpty();
    }

    @Test
    void onlyStripesSignatureCoversIdAndTime() {
        assertThat(presets.named("stripe").orElseThrow().coverage())
                .isEqualTo(new ProviderPreset.Coverage(true, true, true));
        assertThat(presets.named("github").orElseThrow().coverage())
                .isEqualTo(new ProviderPreset.Coverage(true, false, false));
    }

    @ParameterizedTest
    @CsvSource({
        "stripe,   payment_intent.succeeded,      payment.succeeded",
        "stripe,   payment_intent.payment_failed, payment.failed",
        "stripe,   payment_intent.canceled,       payment.cancelled",
        "stripe,   payment_intent.processing,     payment.processing",
        "stripe,   charge.refunded,               payment.refunded",
        "stripe,   charge.dispute.created,        payment.disputed",
        "stripe,   customer.created,              customer.created",
        "stripe,   customer.subscription.created, subscription.created",
        "stripe,   customer.subscription.updated, subscription.updated",
        "stripe,   customer.subscription.deleted, subscription.cancelled",
        "stripe,   something.new,                 something.new",
        "razorpay, payment.captured,              payment.succeeded",
        "razorpay, payment.authorized,            payment.authorized",
        "razorpay, refund.processed,              payment.refunded",
        "razorpay, payment.dispute.created,       payment.disputed",
        "github,   issues.opened,                 issues.opened",
        "nobody,   payment.captured,              payment.captured"
    })
    void typesAreMappedToOneVocabulary(String provider, String type, String category) throws Exception {
        Categories categories = ProviderPresets.categoriesIn(Map.of());

        assertThat(categories.of(provider, type)).isEqualTo(category);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment.succeeded",
                "payment.failed",
                "payment.refunded",
                "payment.disputed",
                "customer.created",
                "customer.updated",
                "subscription.created",
                "subscription.cancelled"
            })
    void coreTypesAreTheirOwnCategoryEverywhere(String type) throws Exception {
        Categories categories = ProviderPresets.categoriesIn(Map.of());

        for (String provider : presets.names()) {
            assertThat(categories.of(provider, type)).as(provider).isEqualTo(type);
        }
    }
}
