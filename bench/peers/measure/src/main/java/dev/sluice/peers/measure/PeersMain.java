package dev.sluice.peers.measure;

import dev.sluice.local.StartFailedException;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import dev.sluice.topic.TopicPlan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** Starts broker and database, runs the peers, prints the table, and leaves nothing running. */
final class PeersMain {
    private PeersMain() {}

    public static void main(String[] words) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(List.of(words), Path.of(System.getProperty("sluice.home")));
        } catch (IllegalArgumentException e) {
            System.err.println("peers: " + e.getMessage());
            System.exit(64);
            return;
        }
        Path data = arguments.data().isPresent()
                ? Files.createDirectories(arguments.data().get())
                : Files.createTempDirectory("sluice-peers");
        stopChildrenAtTheEnd();
        boolean passed = run(arguments, data);
        if (passed && arguments.data().isEmpty()) {
            delete(data);
        } else {
            System.err.println("peers: data and logs are in " + data);
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean run(Arguments arguments, Path data) throws Exception {
        TopicPlan plan = CommonSettings.topicPlan(new Settings(Map.of()));
        Programs programs = new Programs(Path.of(System.getProperty("peers.home")), arguments.sluice(), data);
        Webhooks webhooks = Webhooks.configured(data.resolve("endpoints.yaml"), secret(), plan.maxBody());
        System.err.println("peers: starting broker and database");
        try (Servers servers = new Servers(data, plan);
                Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
            System.out.println(machine(arguments));
            System.out.println();
            return new Run(arguments, programs, servers, admin, plan, webhooks, System.err)
                    .print(new Table(System.out));
        } catch (StartFailedException e) {
            System.err.println("peers: " + e.getMessage());
            return false;
        }
    }

    // Whoever reads the figures must know whether the machine had other work.
    private static String machine(Arguments arguments) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%s %s, %d processors, Java %s, load average %.1f at the start; %,d events, %d s of load",
                system.getName(),
                system.getArch(),
                system.getAvailableProcessors(),
                Runtime.version(),
                system.getSystemLoadAverage(),
                arguments.events(),
                arguments.measured().toSeconds());
    }

    private static String secret() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "whsec_" + HexFormat.of().formatHex(random);
    }

    /** Also after Ctrl-C: what this process has started, and what that has started, does not outlive it. */
    private static void stopChildrenAtTheEnd() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().toList().forEach(ProcessHandle::destroyForcibly),
                        "stop"));
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
