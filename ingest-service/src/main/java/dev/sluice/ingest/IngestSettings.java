package dev.sluice.ingest;

import dev.sluice.access.AddressRange;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointSources;
import dev.sluice.config.Mistake;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.receive.InFlight;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.ingest.tls.TlsFiles;
import dev.sluice.ingest.tls.UnusableCertificateException;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import dev.sluice.signature.Secret;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the ingest service is told: its settings, and the endpoints they point to.
 *
 * @param sources the files that say what endpoints there are
 * @param endpoints as these have them
 * @param kafka where the cluster is
 * @param topics how missing topics are created; its maxBody bounds every endpoint's
 * @param bind address the public port listens on
 * @param managementBind address the management port listens on
 * @param publicPort 0 lets the system choose
 * @param managementPort 0 lets the system choose
 * @param inFlight requests and bytes of bodies that are held; beyond it 503
 * @param maxConnections of the public port
 * @param maxConnectionsPerAddress of these
 * @param trustedProxies whose word on who called is taken
 * @param requireHttps refuses what came by plain HTTP
 * @param tls what the public port speaks TLS with; absent: it speaks plain HTTP
 * @param managementTls the same for the management port
 * @param ackTimeout how long a request waits for the broker
 * @param stopTimeout how long a stop may take to finish what has begun
 * @param adminToken what the paths for operators ask for; empty switches them off
 */
public record IngestSettings(
        EndpointSources sources,
        EndpointSources.Reading endpoints,
        KafkaAddress kafka,
        TopicPlan topics,
        String bind,
        String managementBind,
        int publicPort,
        int managementPort,
        InFlight.Bounds inFlight,
        int maxConnections,
        int maxConnectionsPerAddress,
        TrustedProxies trustedProxies,
        boolean requireHttps,
        Optional<ServerTls> tls,
        Optional<ServerTls> managementTls,
        Duration ackTimeout,
        Duration stopTimeout,
        Optional<Secret> adminToken) {
    private static final Setting<String> ENDPOINTS =
            Setting.filled("SLUICE_ENDPOINTS", "endpoints.yaml", "File with the endpoints.");
    private static final Setting<Integer> INGEST_PORT = Setting.number(
            "SLUICE_INGEST_PORT", 8080, 0, 65535, "Port that providers post to; 0 lets the system choose.");
    private static final Setting<Integer> MANAGEMENT_PORT = Setting.number(
            "SLUICE_MANAGEMENT_PORT", 9080, 0, 65535, "Port for health and metrics; 0 lets the system choose.");
    private static final Setting<String> MANAGEMENT_BIND = Setting.filled(
            "SLUICE_MANAGEMENT_BIND",
            "127.0.0.1",
            "Address the management port listens on; 0.0.0.0 where metrics are scraped from elsewhere.");
    private static final Setting<Integer> MAX_REQUESTS_IN_FLIGHT = Setting.number(
            "SLUICE_MAX_REQUESTS_IN_FLIGHT", 2048, 1, 100_000, "Requests held at a time; more are answered 503.");
    private static final Setting<Integer> MAX_BYTES_IN_FLIGHT = Setting.size(
            "SLUICE_MAX_BYTES_IN_FLIGHT",
            "64MiB",
            "Bodies held at a time, in bytes; more are answered 503. Left out, it is at least one body of SLUICE_MAX_BODY.");
    private static final Setting<Integer> MAX_REQUESTS_PER_ADDRESS = Setting.number(
            "SLUICE_MAX_REQUESTS_PER_ADDRESS",
            512,
            1,
            100_000,
            "Of these, how many from one address (of IPv6 a /64), trusted proxies excepted; more are answered 503.");
    private static final Setting<Integer> MAX_CONNECTIONS = Setting.number(
            "SLUICE_MAX_CONNECTIONS",
            4096,
            16,
            1_000_000,
            "Connections kept open, as far as the process may open files; near it the longest idle are closed.");
    private static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS = Setting.number(
            "SLUICE_MAX_CONNECTIONS_PER_ADDRESS",
            1024,
            1,
            1_000_000,
            "Of these, how many from one address (of IPv6 a /64), trusted proxies excepted; more are closed at once.");
    private static final Setting<List<AddressRange>> TRUSTED_PROXIES = new Setting<>(
            "SLUICE_TRUSTED_PROXIES",
            "",
            "Ranges of the proxies in front, comma-separated, such as 10.0.0.0/8; their X-Forwarded-For and"
                    + " X-Forwarded-Proto are believed.",
            IngestSettings::ranges);
    private static final Setting<Boolean> REQUIRE_HTTPS =
            Setting.flag("SLUICE_REQUIRE_HTTPS", false, "Refuses requests that came by plain HTTP; true or false.");
    private static final Setting<String> TLS_CERTIFICATE = Setting.text(
            "SLUICE_TLS_CERTIFICATE",
            "",
            "PEM file with the certificate of the public port, its own first; empty: plain HTTP. Read again when it"
                    + " changes.");
    private static final Setting<String> TLS_KEY =
            Setting.text("SLUICE_TLS_KEY", "", "PEM file with the certificate's private key, not encrypted.");
    private static final Setting<String> MANAGEMENT_TLS_CERTIFICATE = Setting.text(
            "SLUICE_MANAGEMENT_TLS_CERTIFICATE", "", "The same for the management port; may be the same file.");
    private static final Setting<String> MANAGEMENT_TLS_KEY = Setting.text(
            "SLUICE_MANAGEMENT_TLS_KEY", "", "PEM file with that certificate's private key, not encrypted.");
    private static final Setting<Duration> ACK_TIMEOUT = Setting.duration(
                    "SLUICE_ACK_TIMEOUT",
                    "2500ms",
                    "How long a request waits for the broker; providers give up after 3 s.")
            .where(
                    time -> time.compareTo(Duration.ofMillis(100)) >= 0 && time.compareTo(Duration.ofSeconds(30)) <= 0,
                    "is not from 100ms to 30s");
    private static final Setting<Duration> STOP_TIMEOUT = Setting.duration(
                    "SLUICE_STOP_TIMEOUT", "10s", "How long a stop may take to finish what has begun.")
            .where(time -> time.compareTo(Duration.ofMinutes(10)) <= 0, "is longer than 10m");

    /** Every setting the service reads. */
    public static final List<Setting<?>> ALL = Stream.concat(
                    Stream.of(
                            ENDPOINTS,
                            INGEST_PORT,
                            MANAGEMENT_PORT,
                            MANAGEMENT_BIND,
                            MAX_REQUESTS_IN_FLIGHT,
                            MAX_REQUESTS_PER_ADDRESS,
                            MAX_BYTES_IN_FLIGHT,
                            MAX_CONNECTIONS,
                            MAX_CONNECTIONS_PER_ADDRESS,
                            TRUSTED_PROXIES,
                            REQUIRE_HTTPS,
                            TLS_CERTIFICATE,
                            TLS_KEY,
                            MANAGEMENT_TLS_CERTIFICATE,
                            MANAGEMENT_TLS_KEY,
                            ACK_TIMEOUT,
                            STOP_TIMEOUT),
                    CommonSettings.ALL.stream())
            .toList();

    /**
     * Reads the environment, and the endpoints' file it names.
     *
     * @throws ConfigurationException with every mistake in either
     */
    public static IngestSettings read(Map<String, String> environment) throws ConfigurationException {
        Settings settings = new Settings(environment);
        TopicPlan topics = CommonSettings.topicPlan(settings);
        EndpointSources sources = new EndpointSources(Path.of(settings.get(ENDPOINTS)), environment, topics.maxBody());
        EndpointSources.Reading endpoints = settings.check(ALL, sources.file(), file -> sources.read());
        int given = settings.get(MAX_BYTES_IN_FLIGHT);
        int maxBytesInFlight =
                environment.containsKey(MAX_BYTES_IN_FLIGHT.name()) ? given : Math.max(given, topics.maxBody());
        List<Mistake> mistakes = new ArrayList<>();
        if (maxBytesInFlight < topics.maxBody()) {
            mistakes.add(new Mistake(
                    MAX_BYTES_IN_FLIGHT.name(),
                    maxBytesInFlight + " bytes are fewer than one body of " + topics.maxBody(),
                    "Raise it, or lower " + CommonSettings.MAX_BODY.name() + "."));
        }
        Optional<ServerTls> tls = tls(settings, TLS_CERTIFICATE, TLS_KEY, mistakes);
        Optional<ServerTls> managementTls = tls(settings, MANAGEMENT_TLS_CERTIFICATE, MANAGEMENT_TLS_KEY, mistakes);
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return new IngestSettings(
                sources,
                endpoints,
                CommonSettings.kafka(settings),
                topics,
                settings.get(CommonSettings.BIND),
                settings.get(MANAGEMENT_BIND),
                settings.get(INGEST_PORT),
                settings.get(MANAGEMENT_PORT),
                new InFlight.Bounds(
                        settings.get(MAX_REQUESTS_IN_FLIGHT),
                        settings.get(MAX_REQUESTS_PER_ADDRESS),
                        maxBytesInFlight,
                        bytesPerAddress(maxBytesInFlight, topics.maxBody())),
                settings.get(MAX_CONNECTIONS),
                settings.get(MAX_CONNECTIONS_PER_ADDRESS),
                new TrustedProxies(settings.get(TRUSTED_PROXIES)),
                settings.get(REQUIRE_HTTPS),
                tls,
                managementTls,
                settings.get(ACK_TIMEOUT),
                settings.get(STOP_TIMEOUT),
                Optional.of(settings.get(CommonSettings.ADMIN_TOKEN))
                        .filter(token -> !token.isBlank())
                        .map(token -> new Secret(CommonSettings.ADMIN_TOKEN.name(), token)));
    }

    /** A quarter, but room for one of the largest bodies while its buffer grows. */
    private static int bytesPerAddress(int all, int maxBody) {
        return Math.max(all / 4, (int) Math.min(all, 2L * maxBody));
    }

    private static Optional<ServerTls> tls(
            Settings settings, Setting<String> certificate, Setting<String> key, List<Mistake> mistakes) {
        String certificateFile = settings.get(certificate);
        String keyFile = settings.get(key);
        if (certificateFile.isBlank() != keyFile.isBlank()) {
            mistakes.add(new Mistake(
                    (certificateFile.isBlank() ? certificate : key).name(),
                    "is empty, but " + (certificateFile.isBlank() ? key : certificate).name() + " is not",
                    "Set both for TLS, or neither."));
        } else if (!certificateFile.isBlank()) {
            try {
                return Optional.of(new ServerTls(new TlsFiles(Path.of(certificateFile), Path.of(keyFile))));
            } catch (UnusableCertificateException e) {
                mistakes.add(new Mistake(certificate.name(), String.valueOf(e.getMessage()), e.fix()));
            }
        }
        return Optional.empty();
    }

    private static List<AddressRange> ranges(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(AddressRange::parse)
                .toList();
    }
}
