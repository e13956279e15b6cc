package dev.sluice.cli.bench;

import dev.sluice.cli.load.LoadReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, as a Markdown table. Not thread-safe. */
final class Figures {
    private final List<Row> rows = new ArrayList<>();

    private record Row(String what, String figure) {}

    void add(String what, String figure) {
        rows.add(new Row(what, figure));
    }

    void print(PrintWriter out) {
        out.println("| what | figure |");
        out.println("|---|---|");
        rows.forEach(row -> out.println("| " + row.what() + " | " + row.figure() + " |"));
        out.flush();
    }

    static String percentiles(LoadReport report) {
        return "p50 " + millis(report.percentile(50)) + ", p99 " + millis(report.percentile(99));
    }

    static String notAccepted(LoadReport report) {
        long others = report.sent() + report.notSent() - report.accepted();
        return others == 0 ? "" : " (and " + others + " not accepted)";
    }

    static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%,.0f /s", rate);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }
}
