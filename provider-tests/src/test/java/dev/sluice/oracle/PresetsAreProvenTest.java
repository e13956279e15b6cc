package dev.sluice.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No preset goes without a check that is not ours. */
final class PresetsAreProvenTest {
    /** Held against others' code in tests of their own, since their keys are looked up. */
    private static final Set<String> LOOKED_UP = Set.of("paypal", "plaid");

    /** They send a token, or are whatever the operator says. */
    private static final Set<String> WITHOUT_SIGNATURE =
            Set.of("cloudevents", "generic", "gitlab", "microsoft-graph", "okta");

    @Test
    void everyPresetIsHeldAgainstOthersCode() {
        Set<String> held = new TreeSet<>(LOOKED_UP);
        held.addAll(WITHOUT_SIGNATURE);
        Stream.concat(Providers.withLibrary(), OtherProviders.all())
                .forEach(provider -> held.add(provider.endpoint().provider()));

        assertThat(held).containsAll(ProviderPresets.bundled().names());
    }
}
