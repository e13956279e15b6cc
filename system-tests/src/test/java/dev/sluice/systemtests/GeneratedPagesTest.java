package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.ingest.IngestSettings;
import dev.sluice.metrics.MetricsTable;
import dev.sluice.processor.ProcessorSettings;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import dev.sluice.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages printed from declarations are up to date, and links between pages lead somewhere. */
class GeneratedPagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String BEGIN = "<!-- printed from the code from here on -->\n";
    private static final Pattern PROVIDER_ROW =
            Pattern.compile("^\\| [^|]+ \\| `([a-z0-9-]+)` \\| [^|]+ \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern CODES = Pattern.compile("        code:\n          enum:\n((?: +- [a-z_]+\n)+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    @Test
    void configurationPageNamesEverySetting() throws IOException {
        assertUpToDate(
                "configuration.md",
                SettingsTable.markdown("Both services", CommonSettings.ALL)
                        + "\n"
                        + SettingsTable.markdown("Ingest service", without(IngestSettings.ALL, CommonSettings.ALL))
                        + "\n"
                        + SettingsTable.markdown(
                                "Processor service", without(ProcessorSettings.ALL, CommonSettings.ALL)));
    }

    /** A variable has one meaning in every process that reads it, or it could not be set for both. */
    @Test
    void noTwoSettingsShareAName() {
        assertThat(Stream.of(IngestSettings.ALL, ProcessorSettings.ALL, CommonSettings.ALL)
                        .flatMap(List::stream)
                        .distinct()
                        .map(Setting::name))
                .doesNotHaveDuplicates();
    }

    @Test
    void metricsPageNamesEveryMetric() throws IOException {
        assertUpToDate(
                "metrics.md",
                MetricsTable.markdown("Ingest service", ServiceMetrics.INGEST)
                        + "\n"
                        + MetricsTable.markdown("Processor service", ServiceMetrics.PROCESSOR));
    }

    @Test
    void apiPageListsEveryCodeOfARejection() throws IOException {
        String page =
                Files.readString(Path.of("..", "ingest-service/src/main/resources/dev/sluice/ingest/openapi.yaml"));
        Matcher codes = CODES.matcher(page);

        assertThat(codes.find()).isTrue();
        assertThat(Stream.of(codes.group(1).split("\\s*- ")).skip(1).map(String::strip))
                .containsExactlyInAnyOrderElementsOf(Stream.of(RejectionCode.values())
                        .map(RejectionCode::code)
                        .toList());
    }

    @Test
    void readmeSaysWhatEachSignatureCovers() throws IOException {
        Map<String, List<String>> covered = new TreeMap<>();
        Matcher rows = PROVIDER_ROW.matcher(Files.readString(Path.of("..", "README.md")));
        while (rows.find()) {
            covered.put(
                    rows.group(1),
                    Stream.of(rows.group(2).split(", "))
                            .filter(List.of("body", "id", "time")::contains)
                            .toList());
        }
        ProviderPresets presets = ProviderPresets.bundled();
        Map<String, List<String>> declared = new TreeMap<>();
        for (String name : presets.names()) {
            ProviderPreset.Coverage coverage = presets.named(name).orElseThrow().coverage();
            declared.put(
                    name,
                    Stream.of(coverage.body() ? "body" : "", coverage.id() ? "id" : "", coverage.time() ? "time" : "")
                            .filter(part -> !part.isEmpty())
                            .toList());
        }
        // What it covers is each endpoint's to say.
        covered.remove("generic");
        declared.remove("generic");
        assertThat(covered).isEqualTo(declared);
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        List<Path> pages;
        try (Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> beside = Files.walk(Path.of(".."), 2)) {
            pages = Stream.concat(docs, beside)
                    .filter(file -> file.toString().endsWith(".md"))
                    .distinct()
                    .toList();
        }
        assertThat(pages).hasSizeGreaterThan(5);
        for (Path page : pages) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                assertThat(page.resolveSibling(links.group(1)))
                        .as("link in %s", page)
                        .exists();
            }
        }
    }

    private static List<Setting<?>> without(List<Setting<?>> settings, List<Setting<?>> others) {
        return settings.stream().filter(setting -> !others.contains(setting)).toList();
    }

    /** What stands above the marker is written by hand. */
    private static void assertUpToDate(String page, String printed) throws IOException {
        Path file = DOCS.resolve(page);
        String text = Files.readString(file);
        String expected = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + printed;
        if (System.getProperty("docs.write") != null) {
            Files.writeString(file, expected);
        } else {
            assertThat(text)
                    .as(page + " is stale; CONTRIBUTING.md says how to print it")
                    .isEqualTo(expected);
        }
    }
}
