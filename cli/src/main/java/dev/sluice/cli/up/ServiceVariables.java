package dev.sluice.cli.up;

import dev.sluice.config.Mistake;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the variables of a user mean for an instance on this machine: which of them each service is given, which ones {@code up} decides
 * itself, and where the services are to be found then.
 *
 * @param environment the user's
 */
record ServiceVariables(Map<String, String> environment) {
    private static final List<String> KAFKA = List.of("SLUICE_KAFKA_BOOTSTRAP", "SLUICE_KAFKA_PROPERTIES");
    private static final String STATE = "SLUICE_STATE_DIR";
    private static final List<String> POSTGRES = List.of(
            "SLUICE_POSTGRES_URL", "SLUICE_POSTGRES_USER", "SLUICE_POSTGRES_PASSWORD", "SLUICE_POSTGRES_PASSWORD_FILE");
    /** What {@code up} gives the ingest service in the place of these is nothing. */
    static final List<String> MANAGEMENT_TLS =
            List.of("SLUICE_MANAGEMENT_TLS_CERTIFICATE", "SLUICE_MANAGEMENT_TLS_KEY");
    /** For what a stop does besides finishing what has begun. */
    private static final Duration AFTER_STOP_TIMEOUT = Duration.ofSeconds(10);

    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "[::]", "localhost", "127.0.0.1");

    /**
     * The whole environment of one service. A service refuses a variable that is the other one's, so it is left out, unless the
     * service's configuration file names it.
     *
     * @param inherited what its configuration file may name
     * @param known settings of the service
     * @param file its configuration file
     * @param own what {@code up} decides
     */
    static Map<String, String> of(
            Map<String, String> inherited, List<Setting<?>> known, Path file, Map<String, String> own) {
        Map<String, String> all = new HashMap<>(inherited);
        all.keySet().removeAll(Settings.unknown(inherited, known, file));
        all.putAll(own);
        // A secret that up decides is not to come from the user's file as well.
        known.stream()
                .filter(setting -> own.containsKey(setting.name()))
                .forEach(setting -> all.remove(setting.fileVariable()));
        return all;
    }

    /** A file that a variable names. */
    Optional<Path> file(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(name -> !name.isBlank())
                .map(Path::of);
    }

    /** What the services bind to: unless the user says otherwise nobody else on the network is served. */
    String bind() {
        return environment.getOrDefault("SLUICE_BIND", "127.0.0.1");
    }

    /** Where their ports answer, as it stands in a URL. */
    String host() {
        return host(bind().strip());
    }

    /** Where the ingest service's management port answers, as it stands in a URL. */
    String managementHost() {
        return host(environment.getOrDefault("SLUICE_MANAGEMENT_BIND", "").strip());
    }

    private static String host(String bind) {
        return EVERYWHERE.contains(bind)
                ? "127.0.0.1"
                : bind.contains(":") && !bind.startsWith("[") ? "[" + bind + "]" : bind;
    }

    /** What the port for providers speaks. */
    String scheme() {
        return environment.getOrDefault("SLUICE_TLS_CERTIFICATE", "").isBlank() ? "http" : "https";
    }

    /**
     * How long a service may take to end in order.
     *
     * @param ingest settings of the ingest service, which has one for it
     */
    Duration longestStop(List<Setting<?>> ingest) {
        Settings settings = new Settings(environment);
        return ingest.stream()
                .filter(setting -> setting.name().equals("SLUICE_STOP_TIMEOUT"))
                .map(settings::get)
                .map(Duration.class::cast)
                .findFirst()
                .orElse(Duration.ZERO)
                .plus(AFTER_STOP_TIMEOUT);
    }

    /** By how many MiB bodies may be larger than by default: memory has to follow. */
    int mebibytesBeyondUsual() {
        return Math.max(0, (new Settings(environment).get(CommonSettings.MAX_BODY) >> 20) - 1);
    }

    /** One line for each variable that is set and that {@code up} decides itself. */
    List<String> unused() {
        return Map.of(
                        KAFKA,
                        "up runs a broker of its own",
                        POSTGRES,
                        "up runs a Postgres of its own",
                        List.of(STATE),
                        "up keeps the processor's state in the data directory",
                        MANAGEMENT_TLS,
                        "the commands on this machine ask the management port, in plain HTTP")
                .entrySet()
                .stream()
                .flatMap(why -> why.getKey().stream()
                        .filter(environment::containsKey)
                        .map(name -> name + " is not used: " + why.getValue()))
                .sorted()
                .toList();
    }

    /** What one broker can't do. */
    List<Mistake> mistakes() {
        String replicas = environment.getOrDefault("SLUICE_REPLICATION", "0").strip();
        return replicas.matches("[2-9]|[1-9]\\d+")
                ? List.of(new Mistake(
                        "SLUICE_REPLICATION",
                        "up runs one broker, which can't keep " + replicas + " replicas",
                        "Leave it out here; it is for clusters of your own."))
                : List.of();
    }
}
