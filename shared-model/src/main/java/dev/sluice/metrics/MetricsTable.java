package dev.sluice.metrics;

import java.util.List;

/** Prints metrics as a section of {@code docs/metrics.md}. */
public final class MetricsTable {
    private MetricsTable() {}

    /** A Markdown heading and a table with one line per metric, in the order given. */
    public static String markdown(String title, List<MetricDescription> metrics) {
        StringBuilder page = new StringBuilder("## ")
                .append(title)
                .append("\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n");
        for (MetricDescription metric : metrics) {
            page.append("| `")
                    .append(metric.name())
                    .append("` | ")
                    .append(metric.kind())
                    .append(" | ")
                    .append(labels(metric))
                    .append(" | ")
                    .append(metric.help())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String labels(MetricDescription metric) {
        return metric.labels().isEmpty() ? "" : "`" + String.join("` `", metric.labels()) + "`";
    }
}
