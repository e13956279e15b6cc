package dev.sluice.processor.handlers.forward;

import dev.sluice.access.Address;
import dev.sluice.access.AddressRange;
import dev.sluice.config.DurationText;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Options;
import dev.sluice.signature.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Posts events to a URL that its route names, signed as Standard Webhooks. */
public final class ForwardHttp implements Handler {
    static final String NAME = "forward-http";

    private static final String URL_FIX = "Write url: https://… and where the events are to go.";
    private static final String SECRETS_FIX =
            "Write secrets: [\"${NAME}\"] and set NAME to whsec_ and 24 to 64 random bytes in base64.";
    private static final String ALLOW_FIX = "Write ranges of addresses such as [10.1.0.0/16].";
    private static final Duration USUAL_CONNECT = Duration.ofSeconds(3);

    private final Clock clock;
    private final Optional<NameLookup> names;

    /** For {@link java.util.ServiceLoader}. */
    public ForwardHttp() {
        this(Clock.systemUTC(), Optional.empty());
    }

    /** @param names in the place of the operating system's */
    ForwardHttp(Clock clock, Optional<NameLookup> names) {
        this.clock = clock;
        this.names = names;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public Handler with(Options options) {
        ReachableAddresses reachable = new ReachableAddresses(allowed(options));
        Optional<URI> url = url(options, reachable);
        List<Secret> secrets = secrets(options);
        // Below the route's, so that the attempt ends with what is known of it, and is not cut off.
        Duration exchange = options.timeout().multipliedBy(9).dividedBy(10);
        Duration connect = options.parsed("connect_timeout", DurationText::parse, "Write a duration such as 2s.")
                .orElse(USUAL_CONNECT.compareTo(exchange) < 0 ? USUAL_CONNECT : exchange);
        if (connect.compareTo(exchange) > 0) {
            options.mistake(
                    "connect_timeout",
                    "a connection may take longer than the " + exchange.toMillis()
                            + " ms that are left for the whole (nine tenths of the route's timeout)",
                    "Write a shorter connect_timeout, or a longer timeout for the route.");
        }
        if (url.isEmpty() || secrets.isEmpty()) {
            return this;
        }
        CheckedNames checked = new CheckedNames(names.orElse(NameLookup.within(connect)), reachable);
        return new SignedPost(
                new HttpReceiver(url.get(), new HttpReceiver.Limits(connect, exchange), checked), secrets, clock);
    }

    @Override
    public HandlerResult handle(HandlerRequest request) {
        throw new IllegalStateException("its route has given it no options");
    }

    private static List<AddressRange> allowed(Options options) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : options.texts("allow")) {
            try {
                ranges.add(AddressRange.parse(text));
            } catch (IllegalArgumentException e) {
                options.mistake("allow", String.valueOf(e.getMessage()), ALLOW_FIX);
            }
        }
        return ranges;
    }

    private static Optional<URI> url(Options options, ReachableAddresses reachable) {
        if (options.required("url", URL_FIX).isEmpty()) {
            return Optional.empty();
        }
        Optional<URI> url = options.parsed("url", ForwardHttp::url, URL_FIX);
        url.map(URI::getHost)
                .flatMap(host -> Address.parse(host.replace("[", "").replace("]", "")))
                .filter(address -> !reachable.include(address))
                .ifPresent(address -> options.mistake(
                        "url",
                        address + " is not a public address",
                        "Write allow: [\"" + address + "\"] beside it if the events are to go there."));
        if (url.filter(one ->
                        one.getScheme().equals("http") && reachable.allowed().isEmpty())
                .isPresent()) {
            options.doubt("url", "the events would travel unencrypted", "Write https:// if the receiver has it.");
        }
        return url;
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Not its message, which quotes the text.
            throw new IllegalArgumentException("it is not a URL", e);
        }
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("the URL begins with neither https:// nor http://");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("the URL names no host of letters, digits, dots and hyphens");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("the URL has a user, a password or a #fragment, which are not sent");
        }
        return url;
    }

    private static List<Secret> secrets(Options options) {
        List<Secret> secrets = new ArrayList<>();
        List<String> texts = options.secrets("secrets", SECRETS_FIX);
        for (int i = 0; i < texts.size(); i++) {
            String label = "secrets[" + i + "]";
            Optional<String> defect = StandardWebhook.defect(texts.get(i));
            if (defect.isPresent()) {
                options.mistake("secrets", label + " can't be used: " + defect.get(), SECRETS_FIX);
            } else {
                secrets.add(new Secret(label, texts.get(i)));
            }
        }
        return secrets;
    }
}
