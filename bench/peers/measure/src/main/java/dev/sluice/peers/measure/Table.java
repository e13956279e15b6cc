package dev.sluice.peers.measure;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the rows as Markdown; each group's ratios are to its yardstick. */
record Table(PrintStream out) {
    void head() {
        out.println(
                "| what | durable for an event | events/s | second half, or latency | ratio | CPU µs an event: peer |"
                        + " broker | Postgres | transactions per 1,000 events | WAL bytes an event |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
    }

    /**
     * Prints a group.
     *
     * @param yardstick what the others are compared to, or when it was not run, the first
     */
    void group(List<Row> rows, String yardstick) {
        if (rows.isEmpty()) {
            return;
        }
        Row base = rows.stream()
                .filter(row -> row.what().equals(yardstick))
                .findFirst()
                .orElse(rows.get(0));
        rows.forEach(row -> out.println(String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %s | %.2f | %.0f | %.0f | %.0f | %s | %s |",
                row.what(),
                row.writes(),
                row.perSecond(),
                row.detail(),
                row.perSecond() / base.perSecond(),
                row.cpu().peer(),
                row.cpu().broker(),
                row.cpu().postgres(),
                number(row.transactions(), "%,.1f"),
                number(row.walBytes(), "%,.0f"))));
    }

    private static String number(double value, String format) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
