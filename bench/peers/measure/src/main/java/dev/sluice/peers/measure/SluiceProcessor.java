package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Sluice's processor service with the routes of the examples. */
record SluiceProcessor(Programs programs, String bootstrap, int port) implements TopicPeer {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    static SluiceProcessor on(Programs programs, String bootstrap) {
        return new SluiceProcessor(programs, bootstrap, FreePorts.pick());
    }

    @Override
    public String name() {
        return "sluice-processor";
    }

    @Override
    public String what() {
        return "Sluice processor";
    }

    @Override
    public Writes writes() {
        return Writes.THREE_ROWS;
    }

    @Override
    public String group() {
        return "sluice-processor";
    }

    /** Runs it once, so that its tables and internal topics are there and are not counted as its work. */
    @Override
    public void prepare(Database database) throws Exception {
        ChildProcess process = ChildProcess.start(program(database));
        try {
            Answers.await(process, URI.create("http://127.0.0.1:" + port + "/health/ready"), LONGEST_START);
        } finally {
            process.stop("TERM", LONGEST_STOP);
        }
    }

    @Override
    public ChildProcess.Program program(Database database) throws IOException {
        Path routes = programs.sluice().resolve("examples").resolve("routes.yaml");
        return programs.service(
                "processor-service",
                Sizes.TOPIC_HEAP,
                Map.of(
                        "SLUICE_KAFKA_BOOTSTRAP", bootstrap,
                        "SLUICE_BIND", "127.0.0.1",
                        "SLUICE_ROUTES", routes.toString(),
                        "SLUICE_PROCESSOR_PORT", Integer.toString(port),
                        "SLUICE_POSTGRES_URL", database.url(),
                        "SLUICE_POSTGRES_USER", database.user(),
                        "SLUICE_POSTGRES_PASSWORD", database.password(),
                        "SLUICE_STATE_DIR", programs.data().resolve("state").toString(),
                        "SLUICE_STREAM_THREADS", Integer.toString(Sizes.THREADS)));
    }
}
