package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures how fast a peer takes all events of a topic to Postgres: from when a tenth is there, since a JVM that was just
 * started compiles its code, to the last.
 */
record TopicMeasurement(Servers servers, Topic topic, int events) {
    private static final double WARM = 0.1;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final Duration LEAST_WAIT = Duration.ofMinutes(2);
    private static final int LEAST_PER_SECOND = 500;

    Row run(TopicPeer peer, Database database) throws Exception {
        Counters before = database.settle();
        ChildProcess process = ChildProcess.start(peer.program(database));
        CpuRecorder cpu = new CpuRecorder(() -> servers.cpu(process));
        try {
            await(process, "committed", () -> topic.committed(peer.group()));
            // What it has put aside for a while, as Sluice does when the database is away, has yet to come.
            await(process, "written", database::rows);
        } finally {
            cpu.close();
            process.stop("TERM", LONGEST_STOP);
        }
        Counters counted = database.counters().minus(before);
        CommitTimes times = database.commitTimes();
        if (times.rows() != events) {
            throw process.failure("wrote " + times.rows() + " of " + events + " events");
        }
        return row(peer, cpu, counted, times);
    }

    private Row row(TopicPeer peer, CpuRecorder cpu, Counters counted, CommitTimes times) {
        CommitTimes.Mark warm = times.mark(WARM);
        CommitTimes.Mark half = times.mark(0.5);
        CommitTimes.Mark all = times.mark(1);
        return new Row(
                peer.what(),
                peer.writes().text(),
                warm.perSecondUntil(all),
                String.format(Locale.ROOT, "%,.0f /s", half.perSecondUntil(all)),
                cpu.at(all.at()).minus(cpu.at(warm.at())).per(all.rows() - warm.rows()),
                counted.transactions() * 1000.0 / events,
                (double) counted.walBytes() / events);
    }

    private interface Progress {
        long read() throws Exception;
    }

    private void await(ChildProcess process, String verb, Progress progress) throws Exception {
        long end = System.nanoTime()
                + LEAST_WAIT.plusSeconds(events / LEAST_PER_SECOND).toNanos();
        long done = progress.read();
        while (done < events) {
            Thread.sleep(BETWEEN_LOOKS);
            done = progress.read();
            if (!process.isAlive()) {
                throw process.failure("ended when it had " + verb + " " + done + " of " + events + " events");
            }
            if (System.nanoTime() > end) {
                throw process.failure("was too slow: it has " + verb + " " + done + " of " + events + " events");
            }
        }
    }
}
