package dev.sluice.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of a single-node broker for one small machine.
 *
 * @param port for clients
 * @param controllerPort for the controller, which is the same process
 * @param logs where records are kept
 * @param maxRecord largest record in bytes
 * @param more properties that stand over these; listeners are added to its own
 */
record BrokerSettings(int port, int controllerPort, Path logs, int maxRecord, Map<String, String> more) {
    private static final Set<String> OF_LISTENERS =
            Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");
    /** Kafka's own. */
    private static final int DEFAULT_REQUEST = 100 << 20;

    String asProperties() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", logs.toString());

        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(maxRecord));
        settings.put("replica.fetch.max.bytes", Integer.toString(maxRecord));
        settings.put("socket.request.max.bytes", Integer.toString(Math.max(DEFAULT_REQUEST, maxRecord + (1 << 20))));
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");

        // Alone on its machine it need not wait for others to join a group, and a killed consumer is to be missed soon.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

        // A broker that was killed is let in again only when its former self's session has run out.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");

        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "16777216");
        more.forEach((name, value) ->
                settings.merge(name, value, (own, other) -> OF_LISTENERS.contains(name) ? own + "," + other : other));
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
