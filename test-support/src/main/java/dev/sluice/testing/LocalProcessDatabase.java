package dev.sluice.testing;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.FreePorts;
import dev.sluice.local.LocalPostgres;

/** A database that is a process of this machine. */
final class LocalProcessDatabase extends LocalProcess implements Database {
    private final LocalPostgres postgres;

    LocalProcessDatabase() {
        super("postgres");
        postgres = new LocalPostgres(directory(), FreePorts.pick());
        start();
    }

    @Override
    public String jdbcUrl() {
        return postgres.jdbcUrl(LocalPostgres.DATABASE);
    }

    @Override
    public String jdbcUrl(String name) {
        quietly(() -> postgres.createDatabase(name));
        return postgres.jdbcUrl(name);
    }

    @Override
    public String user() {
        return postgres.superuser();
    }

    @Override
    public String password() {
        return postgres.superuserPassword();
    }

    @Override
    ChildProcess process() {
        return postgres.running();
    }

    @Override
    public void start() {
        quietly(postgres::start);
    }

    @Override
    public void stop() {
        quietly(postgres::stop);
    }
}
