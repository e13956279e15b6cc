package dev.sluice.ingest;

import dev.sluice.config.ConfigurationException;
import dev.sluice.settings.ServiceArguments;
import io.javalin.util.JavalinException;
import java.util.OptionalInt;
import org.apache.kafka.common.KafkaException;

/** Starts the ingest service. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] args) {
        OptionalInt answered = new ServiceArguments(
                        "ingest-service",
                        "Takes webhooks in, proves who sent them, and puts them on Kafka.",
                        IngestSettings.ALL)
                .answer(args);
        if (answered.isPresent()) {
            System.exit(answered.getAsInt());
        }
        try {
            IngestService service = new IngestService(IngestSettings.read(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
            service.start();
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (JavalinException | KafkaException e) {
            // A port that is taken, a broker's name that does not resolve: the operator's to mend, not a bug.
            System.err.println("could not start: " + e.getMessage()
                    + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")"));
            System.exit(1);
        }
    }
}
