package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theTableIsMarkdown() {
        StringWriter text = new StringWriter();
        Figures figures = new Figures();
        figures.add("accepted", "9,000 /s");

        figures.print(new PrintWriter(text));

        assertThat(text.toString().lines())
                .containsExactly("| what | figure |", "|---|---|", "| accepted | 9,000 /s |");
    }
}
