package dev.sluice.peers.measure;

import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.local.ChildProcess;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures how many webhooks a receiver makes durable when each connection sends the next as soon as the last is answered.
 */
record HttpMeasurement(Servers servers, Webhooks webhooks, Duration warmUp, Duration measured) {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int AS_FAST_AS_ANSWERED = 0;

    Row run(HttpPeer peer, Database database) throws Exception {
        peer.prepare();
        Counters before = database.settle();
        long keptBefore = peer.kept();
        ChildProcess process = ChildProcess.start(peer.program());
        LoadReport warming;
        LoadReport report;
        Cpu cpu;
        try {
            Answers.await(process, peer.ready(), LONGEST_START);
            Target target = Target.of("http://127.0.0.1:" + peer.port() + Webhooks.PATH);
            SignedEvents first = webhooks.events(target);
            SignedEvents second = webhooks.events(target);
            warming = load(target, warmUp).run(first);
            Cpu began = servers.cpu(process);
            report = load(target, measured).run(second);
            cpu = servers.cpu(process).minus(began);
        } finally {
            process.stop("TERM", LONGEST_STOP);
        }
        Counters counted = database.counters().minus(before);
        long accepted = warming.accepted() + report.accepted();
        long kept = peer.kept() - keptBefore;
        if (report.accepted() == 0 || report.accepted() != report.sent() || kept < accepted) {
            throw process.failure("accepted " + accepted + ", kept " + kept + "; answers " + report.statuses() + " "
                    + report.failures());
        }
        return row(peer, report, cpu, counted, accepted);
    }

    private static Row row(HttpPeer peer, LoadReport report, Cpu cpu, Counters counted, long accepted) {
        return new Row(
                peer.what(),
                peer.writes(),
                report.acceptedPerSecond(),
                String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms", report.percentile(50), report.percentile(99)),
                cpu.per(report.accepted()),
                peer.isInPostgres() ? counted.transactions() * 1000.0 / accepted : Double.NaN,
                peer.isInPostgres() ? (double) counted.walBytes() / accepted : Double.NaN);
    }

    private static Load load(Target target, Duration duration) {
        return new Load(target, Sizes.CONNECTIONS, AS_FAST_AS_ANSWERED, duration);
    }
}
