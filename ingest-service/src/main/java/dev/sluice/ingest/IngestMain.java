package dev.sluice.ingest;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.EndpointCatalog;
import io.javalin.util.JavalinException;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Starts the ingest service. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] args) {
        try {
            Map<String, String> environment = System.getenv();
            IngestSettings settings = IngestSettings.read(environment);
            EndpointCatalog endpoints = EndpointsFile.read(
                    settings.endpointsFile(), environment, settings.topics().maxBody());
            IngestService service = new IngestService(settings, endpoints);
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
