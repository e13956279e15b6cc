package dev.sluice.cli.up;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;

/** One of the four programs of an instance. */
interface ManagedProcess {
    String name();

    /** Starts it; on return it is ready. When it throws, nothing of it is left running. */
    ChildProcess start() throws StartFailedException, InterruptedException;

    /** Ends it in order; does nothing when it has ended. */
    void stop(ChildProcess process) throws InterruptedException;
}
