package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.net.URI;

/** Something that takes webhooks over HTTP and answers when they are durable. */
interface HttpPeer {
    /** As {@code --only} has it. */
    String name();

    /** As the table has it. */
    String what();

    /** What it makes durable for an event. */
    String writes();

    /** Whether that is in Postgres. */
    boolean isInPostgres();

    int port();

    /** Answers when it is ready. */
    URI ready();

    /** Makes what it wants to find. */
    void prepare() throws Exception;

    ChildProcess.Program program() throws IOException;

    /** How many events are durable, all in all. */
    long kept() throws Exception;
}
