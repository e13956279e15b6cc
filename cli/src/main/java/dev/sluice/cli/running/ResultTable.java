package dev.sluice.cli.running;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, for a person.
 *
 * @param rows the names of the columns, and the rows
 */
record ResultTable(List<List<String>> rows) {
    static ResultTable of(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<List<String>> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        rows.add(names);
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                @Nullable String text = result.getString(i);
                row.add(text == null ? "" : text);
            }
            rows.add(row);
        }
        return new ResultTable(rows);
    }

    void print(PrintWriter out) {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .boxed()
                .toList();
        for (List<String> row : rows) {
            out.println(IntStream.range(0, row.size())
                    .mapToObj(column -> padded(row.get(column), widths.get(column)))
                    .collect(Collectors.joining(" | "))
                    .stripTrailing());
        }
        out.println("(" + (rows.size() - 1) + " rows)");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
