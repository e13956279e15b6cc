package dev.sluice.config;

import dev.sluice.access.GlobalAccessRules;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        YamlFile yaml = YamlFile.read(file, environment);
        EndpointCatalog catalog = catalog(yaml, ProviderPresets.in(environment), maxBody);
        return yaml.result(catalog);
    }

    /**
     * Reads one endpoint and asks for nothing that only the others need; the catalog is empty when there is none of that name.
     *
     * @throws ConfigurationException with the mistakes of that endpoint, or of a file that can't be read
     */
    public static EndpointCatalog readNamed(Path file, Map<String, String> environment, int maxBody, String name)
            throws ConfigurationException {
        EndpointParser block = new EndpointParser(ProviderPresets.in(environment), maxBody);
        YamlFile yaml = YamlFile.read(file, environment);
        List<Endpoint> found = new ArrayList<>();
        named(yaml).forEach((other, section) -> {
            if (other.equals(name)) {
                block.read(name, section, new HashMap<>()).ifPresent(found::add);
            }
        });
        return new EndpointCatalog(yaml.result(found));
    }

    /** The names of all endpoints in a file; none if it can't be read. */
    public static Set<String> names(Path file) {
        return named(YamlFile.readToInspect(file, Map.of())).keySet();
    }

    /**
     * Reads everything to look at it, whatever mistakes are found on the way; values that are not at hand are left out.
     *
     * @throws ConfigurationException with the mistakes in the operator's own presets
     */
    public static InspectedEndpoints inspect(Path file, Map<String, String> environment, int maxBody)
            throws ConfigurationException {
        ProviderPresets presets = ProviderPresets.in(environment);
        YamlFile yaml = YamlFile.readToInspect(file, environment);
        EndpointCatalog catalog = catalog(yaml, presets, maxBody);
        Map<String, EventTypes> types = new LinkedHashMap<>();
        named(YamlFile.readToInspect(file, environment))
                .forEach((name, section) -> types.put(
                        name,
                        section.value("provider")
                                .flatMap(provider -> presets.named(provider.written()))
                                .map(EventTypes::of)
                                .orElse(EventTypes.ANY)));
        return new InspectedEndpoints(catalog, types, yaml.inspection());
    }

    private static Map<String, YamlSection> named(YamlFile yaml) {
        return yaml.root()
                .flatMap(root -> root.section("endpoints"))
                .map(YamlSection::sections)
                .orElse(Map.of());
    }

    private static EndpointCatalog catalog(YamlFile yaml, ProviderPresets presets, int maxBody) {
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
        return new EndpointCatalog(endpoints, globalRules.orElse(GlobalAccessRules.NONE));
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
