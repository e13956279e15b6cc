package dev.sluice.cli.doctor;

import dev.sluice.cli.CommandFailedException;
import dev.sluice.cli.Installation;
import dev.sluice.cli.ServiceJar;
import dev.sluice.cli.ServiceSettings;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.Mistake;
import dev.sluice.config.RoutesFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at {@code endpoints.yaml} and {@code routes.yaml} as the services would read them. */
record ConfigurationChecks(ConfigurationFiles files, DataDirectory data, int maxBody) {

    List<Finding> findings() throws CommandFailedException {
        List<Finding> findings = new ArrayList<>();
        try {
            ServiceSettings.of(Installation.current()).check(System.getenv());
            findings.add(new Finding.Ok("configuration: variables"));
        } catch (ConfigurationException e) {
            report(e, findings);
        }
        try {
            EndpointCatalog endpoints = EndpointsFile.read(files.endpoints(), files.environment(data), maxBody);
            findings.add(new Finding.Ok("configuration: " + files.endpoints() + " has "
                    + endpoints.all().stream().map(Endpoint::name).collect(Collectors.joining(", "))));
        } catch (ConfigurationException e) {
            report(e, findings);
        }
        try (ServiceJar processor = ServiceJar.of(Installation.current().jar("processor-service"))) {
            int routes = RoutesFile.read(files.routes(), files.environment(data), processor.handlers())
                    .size();
            findings.add(new Finding.Ok("configuration: " + files.routes() + " has " + routes + " route(s)"));
        } catch (ConfigurationException e) {
            report(e, findings);
        }
        if (files.sample()) {
            findings.add(new Finding.Warn(
                    "configuration: these are the examples, with made-up secrets",
                    "Write your own endpoints.yaml and routes.yaml, and give them with --endpoints and --routes."));
        }
        return findings;
    }

    private static void report(ConfigurationException wrong, List<Finding> findings) {
        for (Mistake mistake : wrong.mistakes()) {
            findings.add(new Finding.Fail("configuration: " + mistake.where() + ": " + mistake.what(), mistake.fix()));
        }
    }
}
