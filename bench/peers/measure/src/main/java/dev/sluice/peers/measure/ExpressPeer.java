package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Express receiver, a worker for each core. */
record ExpressPeer(Programs programs, Database database, int port, String secret) implements HttpPeer {
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();

    @Override
    public String name() {
        return "express";
    }

    @Override
    public String what() {
        return "Express + pg receiver, verify and insert";
    }

    @Override
    public String writes() {
        return "1 row";
    }

    @Override
    public boolean isInPostgres() {
        return true;
    }

    @Override
    public URI ready() {
        return URI.create("http://127.0.0.1:" + port + "/health");
    }

    @Override
    public void prepare() throws Exception {
        database.createTables(programs.serviceJar("processor-service"));
    }

    @Override
    public ChildProcess.Program program() {
        Path directory = programs.peers().resolve("express");
        return programs.command(
                name(),
                directory,
                Map.of(
                        "NODE_ENV", "production",
                        "PEER_PORT", Integer.toString(port),
                        "PEER_SECRET", secret,
                        "PEER_POSTGRES_PSQL", database.psqlUrl(),
                        "PEER_WORKERS", Integer.toString(WORKERS),
                        "PEER_POOL", Integer.toString(Math.max(1, Sizes.CONNECTIONS / WORKERS))),
                List.of("node", "server.js"));
    }

    @Override
    public long kept() throws Exception {
        return database.rows();
    }
}
