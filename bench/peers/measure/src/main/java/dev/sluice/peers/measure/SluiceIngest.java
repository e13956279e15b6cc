package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Sluice's ingest service.
 *
 * @param endpoints file with the one endpoint
 */
record SluiceIngest(Programs programs, Topic topic, int port, int managementPort, Path endpoints, String secret)
        implements HttpPeer {
    static final String WHAT = "Sluice ingest";

    @Override
    public String name() {
        return "sluice-ingest";
    }

    @Override
    public String what() {
        return WHAT;
    }

    @Override
    public String writes() {
        return "1 record";
    }

    @Override
    public boolean isInPostgres() {
        return false;
    }

    @Override
    public URI ready() {
        return URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
    }

    @Override
    public void prepare() {}

    @Override
    public ChildProcess.Program program() throws IOException {
        return programs.service(
                "ingest-service",
                Sizes.HTTP_HEAP,
                Map.of(
                        "SLUICE_KAFKA_BOOTSTRAP",
                        topic.bootstrap(),
                        "SLUICE_BIND",
                        "127.0.0.1",
                        "SLUICE_ENDPOINTS",
                        endpoints.toString(),
                        "SLUICE_INGEST_PORT",
                        Integer.toString(port),
                        "SLUICE_MANAGEMENT_PORT",
                        Integer.toString(managementPort),
                        Webhooks.SECRET_VARIABLE,
                        secret));
    }

    @Override
    public long kept() throws Exception {
        return topic.records();
    }
}
