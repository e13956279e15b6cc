package dev.sluice.cli.instance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code run.json} says about a running instance.
 *
 * @param postgresUrl JDBC URL with user and password
 * @param postgresPsql the same as psql and other clients of libpq take it
 * @param pids process ids of broker, postgres, ingest and processor
 */
public record RunFile(
        @JsonProperty("ingest_url") String ingestUrl,
        @JsonProperty("management_url") String managementUrl,
        @JsonProperty("processor_url") String processorUrl,
        @JsonProperty("kafka_bootstrap") String kafkaBootstrap,
        @JsonProperty("postgres_url") String postgresUrl,
        @JsonProperty("postgres_psql") String postgresPsql,
        @JsonProperty("admin_token") String adminToken,
        @JsonProperty("pids") Map<String, Long> pids) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public RunFile {
        pids = Collections.unmodifiableMap(new LinkedHashMap<>(pids));
    }

    /** Reads the one of the instance that runs on a data directory. */
    public static RunFile read(DataDirectory data) throws CommandFailedException {
        if (!Files.exists(data.runFile())) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "nothing runs on " + data.root() + " (there is no run.json); start it with: sluice up");
        }
        try {
            return JSON.readValue(data.runFile().toFile(), RunFile.class);
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, data.runFile() + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Writes it, readable by its owner alone. */
    public void write(DataDirectory data) throws IOException {
        PrivateFile.write(data.runFile(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    @Override
    public String toString() {
        return "RunFile[" + ingestUrl + "]";
    }
}
