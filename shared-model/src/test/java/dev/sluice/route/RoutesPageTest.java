package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.FailureCause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/routes.md} shows can be written, and what can be written is on the page. */
class RoutesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "routes.md");

    @TempDir
    private Path directory;

    @Test
    void everyExampleIsReadWithoutMistakes() throws Exception {
        List<String> examples = examples();

        assertThat(examples).hasSizeGreaterThanOrEqualTo(4);
        for (String example : examples) {
            Path file = Files.writeString(directory.resolve("routes.yaml"), example);
            assertThat(RoutesFile.read(file, Map.of(), () -> Set.of("payments", "audit")))
                    .as(example)
                    .isNotEmpty();
        }
    }

    @Test
    void everyWordIsExplained() throws Exception {
        String page = Files.readString(PAGE);

        Stream.of(
                        Stream.of(Operator.values()).map(Operator::yamlName),
                        Stream.of(Attribute.values()).map(Attribute::yamlName),
                        Stream.of(RetryPolicy.Strategy.values())
                                .map(strategy -> strategy.name().toLowerCase(Locale.ROOT)),
                        RetryPolicy.CAUSES.stream().map(FailureCause::word),
                        Stream.of("all", "any", "not", "filters", "delays", "on", "ignore"))
                .flatMap(words -> words)
                .forEach(word -> assertThat(page).contains("`" + word + "`"));
    }

    /** The indented blocks that begin with {@code routes:}. */
    private static List<String> examples() throws Exception {
        List<String> examples = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : Stream.concat(Files.readAllLines(PAGE).stream(), Stream.of("end"))
                .toList()) {
            if (line.startsWith("    ")) {
                block.append(line.substring(4)).append('\n');
            } else {
                if (block.toString().startsWith("routes:")) {
                    examples.add(block.toString());
                }
                block.setLength(0);
            }
        }
        return examples;
    }
}
