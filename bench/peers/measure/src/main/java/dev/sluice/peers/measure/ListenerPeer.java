package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.util.Map;

/**
 * A peer with a main class of its own, which takes its settings from the environment.
 *
 * @param module of this project
 * @param main its main class
 */
record ListenerPeer(String name, String what, Writes writes, String module, String main, Programs programs, Topic topic)
        implements TopicPeer {
    @Override
    public String group() {
        return "peer-" + name;
    }

    @Override
    public void prepare(Database database) throws Exception {
        database.createTables(programs.serviceJar("processor-service"));
    }

    @Override
    public ChildProcess.Program program(Database database) throws IOException {
        return programs.module(
                name,
                module,
                Sizes.TOPIC_HEAP,
                Map.of(
                        "PEER_KAFKA", topic.bootstrap(),
                        "PEER_TOPIC", topic.name(),
                        "PEER_GROUP", group(),
                        "PEER_POSTGRES", database.urlWithUser(),
                        "PEER_THREADS", Integer.toString(Sizes.THREADS),
                        "PEER_BATCH", Integer.toString(Sizes.BATCH),
                        "PEER_ROWS", writes.setting()),
                main);
    }
}
