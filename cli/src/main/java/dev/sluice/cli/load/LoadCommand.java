package dev.sluice.cli.load;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.webhook.KnownEndpoints;
import dev.sluice.config.DurationText;
import dev.sluice.provider.Endpoint;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sluice load}: sends signed events at a rate that does not wait for answers. */
@Command(
        name = "load",
        description = {
            "Sends fresh, signed events of about 850 bytes to an instance on this machine.",
            "Latency counts from when a request was due, so a service that stalls can't hide it."
        },
        footer = {
            "",
            "Examples:",
            "  sluice load --rate 500 --duration 20s",
            "  sluice load razorpay --rate 0 --duration 1m --connections 16"
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KnownEndpoints endpoints = new KnownEndpoints();

    @Parameters(
            paramLabel = "ENDPOINT",
            arity = "0..1",
            defaultValue = "stripe",
            description = "Name of an endpoint in endpoints.yaml (default: ${DEFAULT-VALUE}).")
    private String name = "stripe";

    @Option(names = "--rate", required = true, description = "Requests a second; 0: as many as the connections allow.")
    private int rate;

    @Option(
            names = "--duration",
            required = true,
            converter = Seconds.class,
            description = "How long: 30s, 5m. The last answers are awaited for 5 s more.")
    private Duration duration = Duration.ZERO;

    @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--url", description = "Where to; default: the endpoint on the instance that runs on --data.")
    private @Nullable String url;

    @Override
    public Integer call() throws Exception {
        if (rate < 0 || connections < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--rate must not be negative, and --connections must be at least 1");
        }
        Endpoint endpoint = endpoints.named(name);
        Target target = Target.of(
                url != null
                        ? url
                        : RunFile.read(endpoints.data()).ingestUrl()
                                + endpoint.paths().get(0));
        PrintWriter out = spec.commandLine().getOut();
        out.println(target + ": " + (rate == 0 ? "as fast as answered" : rate + " a second") + " for "
                + duration.toMillis() / 1000.0 + " s over " + connections + " connections");
        out.flush();
        LoadReport report = new Load(target, connections, rate, duration).run(SignedEvents.fresh(endpoint, target));
        print(report, out);
        return report.accepted() > 0 ? 0 : CommandFailedException.FAILED;
    }

    private static void print(LoadReport report, PrintWriter out) {
        line(out, "sent", report.sent());
        line(out, "accepted", report.accepted());
        report.statuses().forEach((status, count) -> {
            if (!LoadReport.isAccepted(status)) {
                line(out, "refused with " + status, count);
            }
        });
        report.failures().forEach((why, count) -> line(out, "no answer (" + why + ")", count));
        if (report.notSent() > 0) {
            line(out, "not sent: the answers came too slowly for the rate", report.notSent());
        }
        out.println(String.format(Locale.ROOT, "  %-12s %,.0f", "accepted/s", report.acceptedPerSecond()));
        if (report.latency().getTotalCount() > 0) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %-12s p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms",
                    "latency",
                    report.percentile(50),
                    report.percentile(90),
                    report.percentile(99),
                    report.percentile(100)));
        }
        out.flush();
    }

    private static void line(PrintWriter out, String what, long count) {
        out.println(String.format(Locale.ROOT, "  %-12s %,d", what, count));
    }

    /** Reads durations as configuration writes them. */
    static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return DurationText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
