package dev.sluice.cli.partitions;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import dev.sluice.topic.Changelogs;
import dev.sluice.topic.KafkaAddress;
import java.nio.file.Files;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * The broker to be asked, and whose stores it is about.
 *
 * @param kafka of the instance that runs here; where none does, of {@code SLUICE_KAFKA_BOOTSTRAP}
 */
record Cluster(KafkaAddress kafka, Changelogs changelogs) {
    private static final int TIMEOUT_MILLIS = 15_000;

    static Cluster of(DataDirectory data) throws CommandFailedException {
        Map<String, String> environment = System.getenv();
        KafkaAddress kafka = Files.exists(data.runFile())
                ? KafkaAddress.plain(RunFile.read(data).kafkaBootstrap())
                : CommonSettings.kafka(new Settings(environment));
        return new Cluster(
                kafka, new Changelogs(environment.getOrDefault("SLUICE_APPLICATION_ID", "sluice-processor")));
    }

    /** What is done with a broker. */
    interface Work<T> {
        T with(Admin admin) throws InterruptedException;
    }

    /** Turns what the broker says into a failure of the command. */
    <T> T ask(Work<T> work) throws CommandFailedException, InterruptedException {
        try (Admin admin = Admin.create(kafka.with(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS)))) {
            return work.with(admin);
        } catch (KafkaException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the broker at " + kafka + ": " + e.getMessage(), e);
        }
    }
}
