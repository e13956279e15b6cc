package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Debezium JDBC sink in a standalone worker of Kafka Connect. */
record DebeziumPeer(Programs programs, String bootstrap, String topic) implements TopicPeer {
    @Override
    public String name() {
        return "debezium";
    }

    @Override
    public String what() {
        return "Debezium JDBC sink";
    }

    @Override
    public Writes writes() {
        return Writes.ONE_ROW;
    }

    @Override
    public String group() {
        return "connect-debezium-jdbc-sink";
    }

    @Override
    public void prepare(Database database) throws Exception {
        database.createTables(programs.serviceJar("processor-service"));
    }

    @Override
    public ChildProcess.Program program(Database database) throws IOException {
        Map<String, String> worker = new LinkedHashMap<>();
        worker.put("bootstrap.servers", bootstrap);
        worker.put("listeners", "http://127.0.0.1:" + FreePorts.pick());
        worker.put(
                "offset.storage.file.filename",
                programs.data().resolve("connect.offsets").toString());
        Map<String, String> sink = new LinkedHashMap<>();
        sink.put("topics", topic);
        sink.put("tasks.max", Integer.toString(Sizes.THREADS));
        sink.put("batch.size", Integer.toString(Sizes.BATCH));
        sink.put("consumer.override.max.poll.records", Integer.toString(Sizes.BATCH));
        // So that the driver makes statements of many rows of a batch.
        sink.put("connection.url", database.url() + "?reWriteBatchedInserts=true");
        sink.put("connection.username", database.user());
        sink.put("connection.password", database.password());
        // Of each task, which uses one.
        sink.put("connection.pool.min_size", "1");
        return programs.module(
                name(),
                "debezium",
                Sizes.TOPIC_HEAP,
                Map.of(),
                "org.apache.kafka.connect.cli.ConnectStandalone",
                completed("worker.properties", worker),
                completed("sink.properties", sink));
    }

    private String completed(String name, Map<String, String> more) throws IOException {
        Path file = Files.createDirectories(programs.data()).resolve(name);
        Files.writeString(
                file,
                Files.readString(
                        programs.peers().resolve("debezium/src/main/connect").resolve(name)));
        for (Map.Entry<String, String> each : more.entrySet()) {
            Files.writeString(file, each.getKey() + "=" + each.getValue() + "\n", StandardOpenOption.APPEND);
        }
        return file.toString();
    }
}
