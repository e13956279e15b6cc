package dev.sluice.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards in {@code deploy/grafana/dashboards}. */
final class Dashboards {
    private static final Path DIRECTORY = Path.of("..", "deploy", "grafana", "dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Dashboards() {}

    /**
     * One panel.
     *
     * @param name of dashboard and panel
     */
    record Panel(String name, JsonNode json) {
        /** What it asks, each as PromQL or SQL. */
        List<String> queries() {
            List<String> queries = new ArrayList<>();
            json.path("targets")
                    .forEach(target ->
                            queries.add(target.path(isSql() ? "rawSql" : "expr").asText()));
            return queries;
        }

        boolean isSql() {
            return !json.path("datasource").path("type").asText().equals("prometheus");
        }
    }

    static List<JsonNode> all() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<JsonNode> dashboards = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                dashboards.add(JSON.readTree(Files.readString(file)));
            }
            return dashboards;
        }
    }

    static List<Panel> panels() throws IOException {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode dashboard : all()) {
            dashboard
                    .path("panels")
                    .forEach(panel -> panels.add(new Panel(
                            dashboard.path("title").asText() + " / "
                                    + panel.path("title").asText(),
                            panel)));
        }
        return panels;
    }
}
