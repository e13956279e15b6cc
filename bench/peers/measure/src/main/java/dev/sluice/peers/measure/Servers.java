package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.FreePorts;
import dev.sluice.local.LocalBroker;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.StartFailedException;
import dev.sluice.topic.TopicPlan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/** The broker and the database that all peers use, each a process of its own, started as Sluice's launcher starts them. */
final class Servers implements AutoCloseable {
    private final LocalBroker broker;
    private final LocalPostgres postgres;
    private final ChildProcess brokerProcess;
    private final ChildProcess postgresProcess;

    /** On return both answer. */
    Servers(Path data, TopicPlan plan) throws StartFailedException, InterruptedException {
        int brokerPort = FreePorts.pick();
        broker = new LocalBroker(data.resolve("broker"), brokerPort, plan.maxRecord());
        postgres = new LocalPostgres(data.resolve("postgres"), FreePorts.pick(Set.of(brokerPort)));
        brokerProcess = broker.start();
        try {
            postgresProcess = postgres.start();
        } catch (StartFailedException | InterruptedException e) {
            broker.kill();
            throw e;
        }
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    /** A database in Postgres, made when it is missing. */
    Database database(String name) throws SQLException {
        postgres.createDatabase(name);
        return new Database(postgres.jdbcUrl(name), name, postgres.user(), postgres.password());
    }

    /** What broker and Postgres have used until now, and a peer beside them. */
    Cpu cpu(ChildProcess peer) {
        CpuTimes times = CpuTimes.read();
        return new Cpu(
                times.microsOfTree(peer.pid()),
                times.microsOfTree(brokerProcess.pid()),
                times.microsOfTree(postgresProcess.pid()));
    }

    @Override
    public void close() {
        try {
            broker.stop();
            postgres.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
