package dev.sluice.cli.up;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.StartFailedException;

/** The database of an instance. */
record PostgresProcess(LocalPostgres postgres) implements ManagedProcess {
    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public ChildProcess start() throws StartFailedException, InterruptedException {
        return postgres.start();
    }

    @Override
    public void stop(ChildProcess process) throws InterruptedException {
        postgres.stop();
    }
}
