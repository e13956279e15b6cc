package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.systemtests.SluiceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An instance that {@code sluice up -d} has left running on a directory, and the commands of {@code sluice} against it. */
final class DetachedInstance {
    static final String SHOP_SECRET = "whsec_not_a_real_secret_of_a_test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final String started;

    private DetachedInstance(Path directory, String started) {
        this.directory = directory;
        this.started = started;
    }

    static DetachedInstance start(Path directory) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop: {provider: stripe, secrets: ["${SHOP_SECRET}"]}
                  chat: {provider: slack, secrets: ["${SHOP_SECRET}"]}
                  erp:
                    provider: generic
                    secrets: ["${ERP_SECRET}"]
                    signature: {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: "{body}"}
                    event: {id: /head/number, type: /head/kind}
                """);
        Files.writeString(directory.resolve("routes.yaml"), """
                routes:
                  - name: payments
                    match: {events: ["payment.*"], endpoints: [shop]}
                    handler: payments
                  - name: broken
                    match: {endpoints: [erp]}
                    handler: rehearsal
                """);
        Ended up = SluiceProcess.run(
                directory,
                Map.of("SHOP_SECRET", SHOP_SECRET, "ERP_SECRET", "another_secret_of_a_test"),
                "up",
                "-d",
                "--ingest-port=0",
                "--management-port=0",
                "--processor-port=0");
        assertThat(up.exitCode()).as(up.out()).isZero();
        return new DetachedInstance(directory, up.out());
    }

    /** What the start has printed. */
    String started() {
        return started;
    }

    DataDirectory data() {
        return DataDirectory.of(directory.resolve(".sluice"));
    }

    JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(run("status", "--json").out());
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return SluiceProcess.run(directory, environment, arguments);
    }

    ProcessBuilder command(String... arguments) {
        return SluiceProcess.of(directory, Map.of(), arguments);
    }
}
