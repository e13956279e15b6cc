package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** Runs in the broker's own process: formats its directory when it is new, then becomes Kafka's own main. */
final class BrokerMain {
    private BrokerMain() {}

    /** Formats and starts; the one argument is the server.properties file. */
    public static void main(String[] args) throws Exception {
        format(Path.of(args[0]));
        kafka.Kafka.main(args);
    }

    private static void format(Path configuration) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(configuration)) {
            properties.load(in);
        }
        String directory = required(properties, "log.dirs");
        Files.createDirectories(Path.of(directory));
        if (Files.exists(Path.of(directory, "meta.properties"))) {
            return;
        }
        String users = properties.getProperty("add.scram", "");
        new Formatter()
                .setNodeId(Integer.parseInt(required(properties, "node.id")))
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(required(properties, "controller.listener.names"))
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setScramArguments(users.isEmpty() ? List.of() : List.of(users.split(";")))
                .run();
    }

    private static String required(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException(name + " is not set");
        }
        return value;
    }
}
