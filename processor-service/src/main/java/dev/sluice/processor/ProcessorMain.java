package dev.sluice.processor;

import dev.sluice.config.ConfigurationException;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.settings.ServiceArguments;
import java.util.OptionalInt;
import org.slf4j.LoggerFactory;

/** Starts the processor service and stops it when the process is asked to end. */
public final class ProcessorMain {
    /** Exit code: the topics are not those that it was started on; started anew, it waits until they fit. */
    private static final int UNFIT = 3;

    private ProcessorMain() {}

    public static void main(String[] args) throws InterruptedException {
        OptionalInt answered = new ServiceArguments(
                        "processor-service",
                        "Takes events from Kafka, does what the routes say, and keeps what came of them in Postgres.",
                        ProcessorSettings.ALL)
                .answer(args);
        if (answered.isPresent()) {
            System.exit(answered.getAsInt());
        }
        try {
            HandlerCatalog handlers = HandlerCatalog.of(System.getenv());
            ProcessorService service =
                    new ProcessorService(ProcessorSettings.read(System.getenv(), handlers), handlers);
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
            service.start();
            service.awaitUnfit();
            System.exit(UNFIT);
        } catch (ConfigurationException e) {
            System.err.println("the configuration has mistakes:\n" + e.getMessage());
            System.exit(2);
        } catch (RuntimeException e) {
            // Threads that are running already would keep a process alive that does nothing.
            LoggerFactory.getLogger(ProcessorMain.class).error("could not start", e);
            System.exit(1);
        }
    }
}
