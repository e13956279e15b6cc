package dev.sluice.cli.bench;

import dev.sluice.cli.bench.baseline.ThreeTables;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.up.Instance;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.util.OptionalLong;

/** The processor service of an instance, which is stopped before and after. */
record SluiceContender(Instance instance) implements Contender {
    @Override
    public String name() {
        return "Sluice";
    }

    @Override
    public String schema() {
        return ThreeTables.SLUICE;
    }

    @Override
    public Run start(int events) throws StartFailedException, IOException, InterruptedException {
        RunFile run = instance.startProcessor();
        return new Processor(
                instance,
                OptionalLong.of(run.pids().getOrDefault("processor", 0L)),
                new ProcessedCount(run.processorUrl()));
    }

    private record Processor(Instance instance, OptionalLong pid, EventCount count) implements Run {
        @Override
        public void stop() throws InterruptedException {
            count.close();
            instance.stopProcessor();
        }
    }
}
