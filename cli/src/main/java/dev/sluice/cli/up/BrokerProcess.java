package dev.sluice.cli.up;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.LocalBroker;
import dev.sluice.local.StartFailedException;

/** The broker of an instance. */
record BrokerProcess(LocalBroker broker) implements ManagedProcess {
    @Override
    public String name() {
        return "broker";
    }

    @Override
    public ChildProcess start() throws StartFailedException, InterruptedException {
        return broker.start();
    }

    @Override
    public void stop(ChildProcess process) throws InterruptedException {
        broker.stop();
    }
}
