package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.IOException;

/** Something that takes the events of a topic to Postgres. */
interface TopicPeer {
    /** As {@code --only} has it. */
    String name();

    /** As the table has it. */
    String what();

    /** What it writes for an event. */
    Writes writes();

    /** Consumer group, by whose offsets it can be told how far it is. */
    String group();

    /** Makes what it wants to find, before events wait. */
    void prepare(Database database) throws Exception;

    ChildProcess.Program program(Database database) throws IOException;
}
