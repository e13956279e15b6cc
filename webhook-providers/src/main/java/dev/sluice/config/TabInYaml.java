package dev.sluice.config;

import java.util.List;
import java.util.Optional;

/**
 * A tab where YAML wants blanks: most editors show the two alike.
 *
 * @param line from 1
 * @param column from 1
 */
record TabInYaml(int line, int column) {
    /**
     * The first tab in the blanks that a line begins with, up to the line at which reading failed; else the first in that line.
     *
     * @param failed the line at which reading failed, from 0
     */
    static Optional<TabInYaml> before(String text, int failed) {
        List<String> lines = text.lines().limit(failed + 1L).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int tab = line.indexOf('\t');
            if (tab >= 0
                    && !line.isBlank()
                    && (i == failed || line.substring(0, tab).isBlank())) {
                return Optional.of(new TabInYaml(i + 1, tab + 1));
            }
        }
        return Optional.empty();
    }

    String what() {
        return "not valid YAML: there is a tab at column " + column;
    }

    String fix() {
        return "Write blanks in the place of tabs.";
    }
}
