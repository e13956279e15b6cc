package dev.sluice.processor;

import dev.sluice.config.ConfigurationException;

/** Starts the processor service and stops it when the process is asked to end. */
public final class ProcessorMain {
    private ProcessorMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            ProcessorService service = new ProcessorService(ProcessorSettings.read(System.getenv()), System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
            service.start();
        } catch (ConfigurationException e) {
            System.err.println("the configuration has mistakes:\n" + e.getMessage());
            System.exit(2);
        }
    }
}
