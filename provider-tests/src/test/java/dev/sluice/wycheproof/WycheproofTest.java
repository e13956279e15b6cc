package dev.sluice.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wycheproof.Cases.Case;
import dev.sluice.wycheproof.Cases.Expected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every case of a copy of Wycheproof's vectors: {@code -Dwycheproof=…/testvectors_v1}. */
@EnabledIfSystemProperty(named = "wycheproof", matches = ".+", disabledReason = "no copy of the vectors is given")
final class WycheproofTest {
    @ParameterizedTest
    @EnumSource
    void validCasesAreAcceptedAndInvalidOnesRefused(Suite suite, TestReporter reporter) throws Exception {
        List<Case> cases = Cases.read(Path.of(System.getProperty("wycheproof"), suite.file));
        int truncated = 0;
        int acceptable = 0;
        List<String> wrong = new ArrayList<>();
        for (Case one : cases) {
            boolean accepted = Checking.accepts(suite.algorithm, one.key(), one.message(), one.signature());
            Expected expected = one.expected();
            // No provider truncates its HMAC, and we take whole ones alone.
            if (one.tagBits() > 0 && one.tagBits() < suite.algorithm.length().orElse(0) * Byte.SIZE) {
                truncated++;
                expected = Expected.INVALID;
            }
            switch (expected) {
                case VALID -> note(wrong, one, accepted);
                case INVALID -> note(wrong, one, !accepted);
                case ACCEPTABLE -> acceptable++;
            }
        }
        reporter.publishEntry(
                suite.name(),
                "%d cases, %d of them truncated, %d acceptable".formatted(cases.size(), truncated, acceptable));

        assertThat(cases).isNotEmpty();
        assertThat(wrong).isEmpty();
    }

    private static void note(List<String> wrong, Case one, boolean right) {
        if (!right) {
            wrong.add(one.name() + ", which is " + one.expected());
        }
    }
}
