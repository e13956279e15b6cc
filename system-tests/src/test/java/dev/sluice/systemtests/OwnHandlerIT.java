package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.systemtests.SluiceProcess.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goes through what docs/handlers.md shows: a handler of one's own is installed and run, fails, is mended, and its dead letter is attempted
 * again.
 */
class OwnHandlerIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path EXAMPLE = HOME.resolve("examples/handler");
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String SHIPMENTS = "SELECT id, status, weight_grams FROM shipment";

    @TempDir
    private Path work;

    @AfterEach
    void stop() throws Exception {
        sluice("down");
    }

    @Test
    void handlerIsInstalledFailsIsMendedAndItsDeadLetterApplied() throws Exception {
        String page = Files.readString(HOME.resolve("docs/handlers.md"));
        Path handlers = Files.createDirectory(work.resolve("handlers"));
        Files.copy(EXAMPLE.resolve("target/shipments-handler.jar"), handlers.resolve("shipments-handler.jar"));
        up(page);
        assertThat(page).contains("./sluice psql -c \"$(cat examples/handler/shipment.sql)\"");
        assertGood(sluice("psql", "-c", Files.readString(EXAMPLE.resolve("shipment.sql"))));

        shown(page, "send carrier --file examples/handler/delivered.json");
        await().atMost(LONGEST).until(() -> shipments(page).contains("1200"));
        assertThat(shipments(page)).contains("sh_1", "delivered");

        shown(page, "send carrier --file examples/handler/kilograms.json");
        await().atMost(LONGEST).until(() -> shown(page, "dlq list").contains("evt_2"));
        assertThat(shown(page, "dlq show carrier/evt_2"))
                .contains("permanent", "data.object.weight_grams is no whole number");

        mendInto(handlers.resolve("shipments-handler.jar"), page);
        shown(page, "down");
        up(page);
        assertThat(shown(page, "dlq redrive carrier/evt_2 --wait")).contains("1 processed");
        assertThat(shipments(page)).contains("sh_2", "in_transit").doesNotContain("1.2");
        assertThat(shown(page, "dlq list")).doesNotContain("evt_2");
    }

    private void up(String page) throws Exception {
        String files = "--endpoints examples/handler/endpoints.yaml --routes examples/handler/routes.yaml";
        assertThat(page).contains("./sluice up -d " + files);
        assertGood(sluice(("up -d --ingest-port 0 --management-port 0 --processor-port 0 " + files).split(" ")));
    }

    private String shipments(String page) throws Exception {
        assertThat(page).contains("./sluice psql -c \"" + SHIPMENTS + "\"");
        return assertGood(sluice("psql", "-c", SHIPMENTS));
    }

    /** Runs a command that the page shows. */
    private String shown(String page, String command) throws Exception {
        assertThat(page).contains("    ./sluice " + command + "\n");
        return assertGood(sluice(command.split(" ")));
    }

    private static String assertGood(Ended command) {
        assertThat(command.exitCode()).as(command.out()).isZero();
        return command.out();
    }

    private Ended sluice(String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_HANDLERS", work.resolve("handlers").toString());
        environment.put("CARRIER_WEBHOOK_SECRET", "made-up-secret-for-trying-out");
        String[] line = List.of(arguments).stream()
                .map(argument -> argument.replaceAll("^examples/", HOME + "/examples/"))
                .toArray(String[]::new);
        return SluiceProcess.run(work, environment, line);
    }

    /** The example with the lines that the page has added to it, as a jar. */
    private void mendInto(Path jar, String page) throws IOException {
        Matcher lines = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(lines.find()).isTrue();
        String throwing = "        throw new PermanentException(\"data.object.weight_grams";
        String source = Files.readString(EXAMPLE.resolve("src/main/java/com/example/shipments/Shipments.java"));
        assertThat(source).contains(throwing);
        Path mended =
                Files.writeString(work.resolve("Shipments.java"), source.replace(throwing, lines.group(1) + throwing));
        Path classes = Files.createDirectory(work.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), mended.toString()))
                .isZero();
        Path written = work.resolve("mended.jar");
        try (OutputStream out = Files.newOutputStream(written);
                JarOutputStream entries = new JarOutputStream(out)) {
            String name = "com/example/shipments/Shipments.class";
            entries.putNextEntry(new JarEntry(name));
            Files.copy(classes.resolve(name), entries);
            String service = "META-INF/services/dev.sluice.handler.Handler";
            entries.putNextEntry(new JarEntry(service));
            Files.copy(EXAMPLE.resolve("src/main/resources").resolve(service), entries);
        }
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
