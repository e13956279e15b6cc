package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboards keep the rules of Grafana's own linter. */
class DashboardsTest {
    @Test
    void eachPanelIsNamedDescribedAndHasAUnit() throws IOException {
        assertThat(Dashboards.panels()).hasSizeGreaterThan(30).allSatisfy(panel -> {
            assertThat(panel.json().path("title").asText()).isNotEmpty();
            assertThat(panel.json().path("description").asText())
                    .as(panel.name())
                    .endsWith(".");
            assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
                    .as(panel.name())
                    .isNotEmpty();
            assertThat(panel.queries()).as(panel.name()).isNotEmpty().doesNotContain("");
        });
        assertThat(Dashboards.panels().stream().map(Dashboards.Panel::name)).doesNotHaveDuplicates();
    }

    @Test
    void dataSourcesAreChosenByTheViewer() throws IOException {
        assertThat(Dashboards.all())
                .hasSize(3)
                .allSatisfy(dashboard -> assertThat(
                                dashboard.at("/templating/list/0/type").asText())
                        .isEqualTo("datasource"));
        assertThat(Dashboards.panels()).allSatisfy(panel -> {
            List<String> sources = new ArrayList<>();
            sources.add(panel.json().at("/datasource/uid").asText());
            panel.json()
                    .path("targets")
                    .forEach(target -> sources.add(target.at("/datasource/uid").asText()));
            assertThat(sources).as(panel.name()).containsOnly("${datasource}");
        });
    }

    @Test
    void ratesSpanWhatTheViewerLooksAt() throws IOException {
        assertThat(Dashboards.panels())
                .filteredOn(panel -> !panel.isSql())
                .allSatisfy(panel -> assertThat(panel.queries())
                        .allSatisfy(query -> assertThat(query.replace("[$__rate_interval]", ""))
                                .doesNotContain("[")
                                .matches(rest -> !rest.contains("rate(") || query.contains("[$__rate_interval]"))));
    }
}
