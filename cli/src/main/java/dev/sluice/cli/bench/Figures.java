package dev.sluice.cli.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

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
}
