package dev.sluice.ingest;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.EndpointCatalog;
import java.util.Map;

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
        }
    }
}
