package dev.sluice.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** Time of processors that writing took, in microseconds, by program. */
record CpuUse(double writer, double broker, double postgres) {
    private static final CpuUse NOTHING_COUNTED = new CpuUse(0, 0, 0);

    /**
     * Up to now; empty where the system doesn't tell.
     *
     * @param writer the writer's process; empty when it is part of this one, which has other work
     * @param pids of the instance's programs, by name
     */
    static Optional<CpuUse> now(OptionalLong writer, Map<String, Long> pids) {
        Optional<Long> broker = CpuTime.of(pids.getOrDefault("broker", 0L));
        Optional<Long> postgres = CpuTime.of(pids.getOrDefault("postgres", 0L));
        Optional<Long> own = writer.isPresent() ? CpuTime.of(writer.getAsLong()) : Optional.of(0L);
        return own.isPresent() && broker.isPresent() && postgres.isPresent()
                ? Optional.of(new CpuUse(own.get(), broker.get(), postgres.get()))
                : Optional.empty();
    }

    /** What each of some events took since an earlier time; at least one. */
    CpuUse eachSince(CpuUse earlier, long events) {
        return new CpuUse(
                (writer - earlier.writer) / events,
                (broker - earlier.broker) / events,
                (postgres - earlier.postgres) / events);
    }

    static CpuUse median(List<CpuUse> uses) {
        return uses.isEmpty()
                ? NOTHING_COUNTED
                : new CpuUse(
                        median(uses, CpuUse::writer), median(uses, CpuUse::broker), median(uses, CpuUse::postgres));
    }

    private static double median(List<CpuUse> uses, ToDoubleFunction<CpuUse> part) {
        return Median.of(uses.stream().map(part::applyAsDouble).toList());
    }

    /** As a figure of one event. */
    String shown() {
        return equals(NOTHING_COUNTED)
                ? "CPU n/a"
                : String.format(
                        Locale.ROOT,
                        "CPU %s / %.0f / %.0f, in all %.0f µs",
                        writer == 0 ? "–" : String.format(Locale.ROOT, "%.0f", writer),
                        broker,
                        postgres,
                        writer + broker + postgres);
    }
}
