package dev.sluice.systemtests.deployment;

import dev.sluice.config.SizeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code docker-compose.yml}, and what does not fit in it. */
record ComposeFile(Yaml file, Path root) {
    private static final Pattern FILE_SECRET = Pattern.compile("\\$\\{file:/run/secrets/([^}]+)}");
    private static final int RECORD_OVERHEAD = 256 * 1024;

    static ComposeFile of(String text, Path root) {
        return new ComposeFile(Yaml.of(text), root);
    }

    Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        file.at("services")
                .at(service)
                .at("environment")
                .entries()
                .forEach((name, value) -> environment.put(name, value.asText()));
        return environment;
    }

    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        for (ServiceCheck check : ServiceCheck.values()) {
            mistakes.addAll(check.mistakes(
                    environment(check.service),
                    root.resolve(
                            check == ServiceCheck.INGEST
                                    ? "deploy/config/endpoints.yaml"
                                    : "deploy/config/routes.yaml"),
                    root.resolve("deploy/compose/secrets").toAbsolutePath()));
            scalable(check.service, mistakes);
            brokers(check.service, mistakes);
        }
        file.at("services").entries().forEach((name, service) -> {
            mounts(name, service, mistakes);
            secrets(name, service, mistakes);
            hardened(name, service, mistakes);
        });
        ports(mistakes);
        sizes(mistakes);
        return mistakes;
    }

    private void scalable(String service, List<String> mistakes) {
        Stream.of("container_name", "ports", "hostname")
                .filter(key -> file.at("services." + service).at(key).isThere())
                .forEach(key -> mistakes.add(service + ": " + key + " is fixed, so it can't be scaled"));
    }

    private void brokers(String service, List<String> mistakes) {
        String[] brokers =
                environment(service).getOrDefault("SLUICE_KAFKA_BOOTSTRAP", "").split(",", -1);
        for (String broker : brokers) {
            String[] address = broker.split(":", -1);
            if (!environment(address[0])
                    .getOrDefault("KAFKA_ADVERTISED_LISTENERS", "")
                    .equals("PLAINTEXT://" + broker)) {
                mistakes.add(service + ": no broker says that it is at " + broker);
            }
        }
        if (!environment(service).getOrDefault("SLUICE_REPLICATION", "").equals(Integer.toString(brokers.length))) {
            mistakes.add(service + ": SLUICE_REPLICATION is not the number of brokers");
        }
    }

    private void mounts(String name, Yaml service, List<String> mistakes) {
        service.at("volumes").texts().forEach(mount -> {
            String source = mount.split(":", -1)[0];
            boolean there = source.startsWith("./")
                    ? Files.exists(root.resolve(source))
                    : source.startsWith("/") || file.at("volumes").entries().containsKey(source);
            if (!there) {
                mistakes.add(name + ": " + source + " is mounted and is not there");
            }
        });
    }

    private void secrets(String name, Yaml service, List<String> mistakes) {
        List<String> given = service.at("secrets").texts();
        given.stream()
                .filter(secret -> !Files.exists(root.resolve(
                                file.at("secrets").at(secret).at("file").asText()))
                        || !file.at("secrets").at(secret).isThere())
                .forEach(secret -> mistakes.add(name + ": the secret " + secret + " has no file"));
        List<String> wanted = new ArrayList<>();
        environment(name).values().stream()
                .filter(value -> value.startsWith("/run/secrets/"))
                .forEach(value -> wanted.add(value.substring("/run/secrets/".length())));
        if (name.equals(ServiceCheck.INGEST.service)) {
            Matcher files = FILE_SECRET.matcher(Yaml.text(root.resolve("deploy/config/endpoints.yaml")));
            while (files.find()) {
                wanted.add(files.group(1));
            }
        }
        wanted.stream()
                .filter(secret -> !given.contains(secret))
                .forEach(secret -> mistakes.add(name + ": is not given the secret " + secret));
    }

    private static void hardened(String name, Yaml service, List<String> mistakes) {
        Stream.of("mem_limit", "cpus", "pids_limit", "read_only", "cap_drop", "restart", "profiles")
                .filter(key -> !service.at(key).isThere())
                .forEach(key -> mistakes.add(name + ": has no " + key));
        if (!service.at("healthcheck").isThere() && !service.at("build").isThere()) {
            mistakes.add(name + ": has no health check");
        }
    }

    private void ports(List<String> mistakes) {
        String ingest = environment("ingest-service").getOrDefault("SLUICE_INGEST_PORT", "");
        String management = environment("ingest-service").getOrDefault("SLUICE_MANAGEMENT_PORT", "");
        String processor = environment("processor-service").getOrDefault("SLUICE_PROCESSOR_PORT", "");
        String nginx = Yaml.text(root.resolve("deploy/nginx/nginx.conf"));
        String ports = file.at("services.nginx.ports").items().getFirst().asText();
        String published = ports.substring(ports.lastIndexOf(':') + 1);
        Yaml scraped = Yaml.read(root.resolve("deploy/prometheus/prometheus.yml"));
        expect(
                nginx.contains("ingest-service:" + ingest + ";"),
                "nginx passes on to another port than " + ingest,
                mistakes);
        expect(nginx.contains("listen " + published + " ssl;"), "nginx does not listen on " + published, mistakes);
        for (String[] job : new String[][] {{"ingest-service", management}, {"processor-service", processor}}) {
            boolean found = scraped.at("scrape_configs").items().stream()
                    .flatMap(config -> config.at("dns_sd_configs").items().stream())
                    .anyMatch(config -> config.at("names").texts().contains(job[0])
                            && config.at("port").asText().equals(job[1]));
            expect(found, "Prometheus does not scrape " + job[0] + " on port " + job[1], mistakes);
            String image = Yaml.text(root.resolve("deploy/docker/" + job[0] + ".Dockerfile"));
            expect(
                    image.contains("CMD [\"health\", \"" + job[1] + "\""),
                    "the image of " + job[0] + " asks for its health on another port than " + job[1],
                    mistakes);
        }
        expect(
                file.at("networks.edge.ipam.config")
                        .items()
                        .getFirst()
                        .at("subnet")
                        .asText()
                        .equals(environment("ingest-service").get("SLUICE_TRUSTED_PROXIES")),
                "nginx is not among SLUICE_TRUSTED_PROXIES",
                mistakes);
    }

    private void sizes(List<String> mistakes) {
        Map<String, String> ingest = environment("ingest-service");
        int largest = SizeText.parse(ServiceCheck.INGEST.value(ingest, "SLUICE_MAX_BODY")) + RECORD_OVERHEAD;
        expect(
                environment("kafka-1")
                        .getOrDefault("KAFKA_MESSAGE_MAX_BYTES", "")
                        .equals(Integer.toString(largest)),
                "the brokers do not take records of " + largest + " bytes",
                mistakes);
    }

    private static void expect(boolean holds, String otherwise, List<String> mistakes) {
        if (!holds) {
            mistakes.add(otherwise);
        }
    }
}
