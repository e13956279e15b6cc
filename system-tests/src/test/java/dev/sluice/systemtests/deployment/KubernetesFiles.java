package dev.sluice.systemtests.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code deploy/kubernetes}, and what does not fit in it. */
record KubernetesFiles(Path root, Map<Path, String> texts) {
    private static final Path DIRECTORY = Path.of("deploy", "kubernetes");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    static KubernetesFiles read(Path root) {
        try (Stream<Path> files = Files.walk(root.resolve(DIRECTORY))) {
            Map<Path, String> texts = new TreeMap<>();
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .forEach(file -> texts.put(root.relativize(file), Yaml.text(file)));
            return new KubernetesFiles(root, texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        manifests("").forEach(manifest -> {
            mistakes.addAll(manifest.unknownKeys());
            mistakes.addAll(manifest.containerMistakes());
        });
        for (String overlay : List.of("trial", "production")) {
            for (ServiceCheck check : ServiceCheck.values()) {
                service(overlay, check, mistakes);
            }
        }
        resources(mistakes);
        scaling(mistakes);
        return mistakes;
    }

    private List<Manifest> manifests(String under) {
        return texts.entrySet().stream()
                .filter(file -> !file.getKey().endsWith(KUSTOMIZATION))
                .filter(file -> file.getKey().startsWith(DIRECTORY.resolve(under)))
                .flatMap(file -> Yaml.all(file.getValue()).stream()
                        .map(object -> new Manifest(file.getKey().getFileName().toString(), object)))
                .toList();
    }

    private Manifest workload(String under, String service) {
        return manifests(under).stream()
                .filter(manifest ->
                        manifest.name().equals(service) && manifest.container().isThere())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no container of " + service + " in " + under));
    }

    /** With the environment of the base, over which that of the overlay stands. */
    private void service(String overlay, ServiceCheck check, List<String> mistakes) {
        Manifest base = workload("base", check.service);
        Map<String, String> environment = base.environment();
        environment.putAll(workload("overlays/" + overlay, check.service).environment());
        Path configured =
                root.resolve("deploy/config").resolve(check == ServiceCheck.INGEST ? "endpoints.yaml" : "routes.yaml");
        check.mistakes(
                        environment,
                        configured,
                        root.resolve("deploy/compose/secrets").toAbsolutePath())
                .forEach(mistake -> mistakes.add(overlay + ": " + mistake));
        Set<String> ports = new TreeSet<>();
        base.container()
                .at("ports")
                .items()
                .forEach(port -> ports.add(port.at("containerPort").asText()));
        Set<String> listened = new TreeSet<>();
        (check == ServiceCheck.INGEST
                        ? Stream.of("SLUICE_INGEST_PORT", "SLUICE_MANAGEMENT_PORT")
                        : Stream.of("SLUICE_PROCESSOR_PORT"))
                .forEach(setting -> listened.add(check.value(environment, setting)));
        if (!ports.equals(listened)) {
            mistakes.add(
                    overlay + ": " + check.service + " listens on " + listened + ", and its container has " + ports);
        }
        Set<String> secrets = new HashSet<>(secrets(overlay, check.service.replace("-service", "")));
        environment.values().stream()
                .flatMap(value -> Stream.of(value.split("[?&=]")))
                .filter(value -> value.startsWith("/run/secrets/"))
                .map(value -> value.substring("/run/secrets/".length()))
                .filter(secret -> !secrets.contains(secret))
                .forEach(secret -> mistakes.add(overlay + ": " + check.service + " is not given the secret " + secret));
        String image = base.container().at("image").asText();
        if (!image.startsWith("sluice/" + check.service + ":")) {
            mistakes.add(check.service + ": its image is " + image);
        }
    }

    /** The keys of a service's secret: made up in the trial, from a store in production. */
    private List<String> secrets(String overlay, String service) {
        Yaml kustomization = Yaml.of(texts.getOrDefault(
                DIRECTORY.resolve("overlays").resolve(overlay).resolve(KUSTOMIZATION), ""));
        Stream<String> madeUp = kustomization.at("secretGenerator").items().stream()
                .filter(secret -> secret.at("name").asText().equals("sluice-" + service))
                .flatMap(secret -> secret.at("literals").texts().stream())
                .map(literal -> literal.split("=", -1)[0]);
        Stream<String> external = manifests("components").stream()
                .filter(manifest -> overlay.equals("production"))
                .filter(manifest -> manifest.kind().equals("ExternalSecret"))
                .filter(manifest -> manifest.name().equals("sluice-" + service))
                .flatMap(manifest -> manifest.object().at("spec.data").items().stream())
                .map(datum -> datum.at("secretKey").asText());
        return Stream.concat(madeUp, external).toList();
    }

    /** What a kustomization names is there. */
    private void resources(List<String> mistakes) {
        texts.forEach((file, text) -> {
            if (file.endsWith(KUSTOMIZATION)) {
                Yaml kustomization = Yaml.of(text);
                Stream.concat(
                                Stream.of("resources", "components")
                                        .flatMap(key -> kustomization.at(key).texts().stream()),
                                kustomization.at("patches").items().stream()
                                        .map(patch -> patch.at("path").asText())
                                        .filter(path -> !path.isEmpty()))
                        .filter(path -> !Files.exists(
                                root.resolve(file).resolveSibling(path).normalize()))
                        .forEach(path -> mistakes.add(file + ": " + path + " is not there"));
            }
        });
    }

    /** No more threads than partitions. */
    private void scaling(List<String> mistakes) {
        Manifest processor = workload("base", "processor-service");
        int threads = Integer.parseInt(ServiceCheck.PROCESSOR.value(processor.environment(), "SLUICE_STREAM_THREADS"));
        int partitions = Integer.parseInt(ServiceCheck.PROCESSOR.value(processor.environment(), "SLUICE_PARTITIONS"));
        Stream<Integer> instances = Stream.concat(
                Stream.of(processor.object().at("spec.replicas").asNumber()),
                manifests("components").stream()
                        .filter(manifest -> manifest.kind().equals("ScaledObject"))
                        .map(manifest ->
                                manifest.object().at("spec.maxReplicaCount").asNumber()));
        instances
                .filter(count -> count * threads > partitions)
                .forEach(count -> mistakes.add("processor-service: " + count + " instances of " + threads
                        + " threads are more than " + partitions + " partitions"));
    }

    /** Lines of the same form as the rows of {@code docs/deployment.md}. */
    List<String> accessOfKafkaUsers() {
        return manifests("examples").stream()
                .filter(manifest -> manifest.kind().equals("KafkaUser"))
                .flatMap(user -> user.object().at("spec.authorization.acls").items().stream()
                        .map(list -> String.join(
                                " | ",
                                "| " + user.name(),
                                list.at("resource.type").asText().replace("transactionalId", "transactional id"),
                                "`" + list.at("resource.name").asText() + "`",
                                list.at("resource.patternType").asText().replace("prefix", "prefixed"),
                                String.join(", ", list.at("operations").texts()) + " |")))
                .toList();
    }
}
