package dev.sluice.cli.running;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics in Prometheus' text format.
 *
 * @param text as a service answers it
 */
record ScrapedMetrics(String text) {
    private static final String VALUE = " ([0-9.Ee+-]+)$";

    /** The value of a metric without labels. */
    OptionalLong value(String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + VALUE, Pattern.MULTILINE)
                .matcher(text);
        return line.find() ? OptionalLong.of(Math.round(Double.parseDouble(line.group(1)))) : OptionalLong.empty();
    }

    /** The values of a metric with one label, by what the label says. */
    Map<String, Long> byLabel(String name, String label) {
        Matcher lines = Pattern.compile(
                        "^" + Pattern.quote(name) + "\\{" + label + "=\"([^\"]*)\"}" + VALUE, Pattern.MULTILINE)
                .matcher(text);
        Map<String, Long> values = new TreeMap<>();
        while (lines.find()) {
            values.put(lines.group(1), Math.round(Double.parseDouble(lines.group(2))));
        }
        return values;
    }
}
