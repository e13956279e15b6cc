package dev.sluice.config;

import dev.sluice.access.GlobalAccessRules;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code endpoints.yaml}. */
public final class EndpointsFile {
    private EndpointsFile() {}

    /**
     * Reads the endpoints, applying provider presets and filling in <code>${NAME}</code> and <code>${file:…}</code>.
     *
     * @param environment what <code>${NAME}</code> is looked up in; also says where the operator's own presets are
     * @param maxBody bound and default of every endpoint's {@code max_body}, in bytes
     * @throws ConfigurationException with every mistake in the file
     */
    public static EndpointCatalog read(Path file, Map<String, String> environment, int maxBody)
            throws ConfigurationException {
        ProviderPresets presets = ProviderPresets.in(environment);
        YamlFile yaml = YamlFile.read(file, environment);
        EndpointParser block = new EndpointParser(presets, maxBody);
        List<Endpoint> endpoints = new ArrayList<>();
        Optional<GlobalAccessRules> globalRules = yaml.root().map(root -> {
            Optional<YamlSection> all =
                    root.requiredSection("endpoints", "Write 'endpoints:' and the endpoints below it.");
            all.ifPresent(section -> endpoints.addAll(endpoints(section, block)));
            GlobalAccessRules shared = GlobalAccessRulesParser.read(root, presets.names());
            root.end();
            return shared;
        });
        return new EndpointCatalog(yaml.result(endpoints), globalRules.orElse(GlobalAccessRules.NONE));
    }

    private static List<Endpoint> endpoints(YamlSection section, EndpointParser block) {
        Map<String, YamlSection> named = section.sections();
        if (named.isEmpty()) {
            section.mistake("there is no endpoint", "Write at least one below 'endpoints:'.");
        }
        Map<String, String> ownerOfPath = new HashMap<>();
        named.keySet().forEach(name -> ownerOfPath.put(EndpointPath.usual(name), name));
        List<Endpoint> endpoints = new ArrayList<>();
        named.forEach(
                (name, endpoint) -> block.read(name, endpoint, ownerOfPath).ifPresent(endpoints::add));
        return endpoints;
    }
}
