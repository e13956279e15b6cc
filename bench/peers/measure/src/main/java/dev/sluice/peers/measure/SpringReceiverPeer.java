package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** The Spring Boot receiver. */
record SpringReceiverPeer(Programs programs, Topic topic, int port, String secret) implements HttpPeer {
    @Override
    public String name() {
        return "spring-receiver";
    }

    @Override
    public String what() {
        return "Spring receiver, verify and produce";
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
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    @Override
    public void prepare() {}

    @Override
    public ChildProcess.Program program() throws IOException {
        return programs.module(
                name(),
                name(),
                Sizes.HTTP_HEAP,
                Map.of(
                        "PEER_KAFKA", topic.bootstrap(),
                        "PEER_TOPIC", topic.name(),
                        "PEER_SECRET", secret,
                        "PEER_PORT", Integer.toString(port)),
                "dev.sluice.peers.springreceiver.SpringReceiver");
    }

    @Override
    public long kept() throws Exception {
        return topic.records();
    }
}
