package dev.sluice.cli.doctor;

import dev.sluice.cli.instance.ConfigurationCheck;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.config.Mistake;
import dev.sluice.provider.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at variables, {@code endpoints.yaml} and {@code routes.yaml} as the services would read them. */
record ConfigurationChecks(ConfigurationFiles files, ConfigurationCheck check) {
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Mistake mistake : check.mistakes()) {
            findings.add(new Finding.Fail("configuration: " + mistake.where() + ": " + mistake.what(), mistake.fix()));
        }
        for (Mistake doubt : check.doubts()) {
            findings.add(new Finding.Warn("configuration: " + doubt.where() + ": " + doubt.what(), doubt.fix()));
        }
        if (check.mistakes().isEmpty()) {
            findings.add(new Finding.Ok("configuration: " + files.endpoints() + " has "
                    + check.endpoints().all().stream().map(Endpoint::name).collect(Collectors.joining(", "))));
            findings.add(new Finding.Ok("configuration: " + files.routes() + " has "
                    + check.routes().size() + " route(s)"));
        }
        if (files.sample()) {
            findings.add(new Finding.Warn(
                    "configuration: these are the examples, with made-up secrets",
                    "Write your own endpoints.yaml and routes.yaml, and give them with --endpoints and --routes."));
        }
        return findings;
    }
}
