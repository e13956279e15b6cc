package dev.sluice.cli.bench;

import java.util.List;
import java.util.Optional;

/** How long programs have kept a processor busy, as Linux counts it. */
final class CpuTime {
    // USER_HZ, in which the kernel tells times to programs whatever its own clock; 100 on every platform Java runs on.
    private static final long MICROS_PER_TICK = 10_000;
    // Fields of proc_pid_stat(5), counted from the state, which is the first after the name.
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private CpuTime() {}

    /**
     * In microseconds, of a process and all it has started, those that have ended included; empty where the system doesn't
     * tell.
     */
    static Optional<Long> of(long pid) {
        List<String> stats = new ProcessFamily(pid).read("stat");
        return stats.isEmpty()
                ? Optional.empty()
                : Optional.of(stats.stream().mapToLong(CpuTime::micros).sum());
    }

    /** Of one process in user and kernel mode, with its children that have ended. */
    static long micros(String stat) {
        // A program may have blanks and parentheses in its name.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = UTIME; field <= CSTIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * MICROS_PER_TICK;
    }
}
