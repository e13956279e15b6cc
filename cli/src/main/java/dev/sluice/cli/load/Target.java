package dev.sluice.cli.load;

import dev.sluice.cli.installation.CommandFailedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where load goes to: a path on this machine.
 *
 * @param path with the query, if any
 */
public record Target(InetAddress host, int port, String path) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");
    private static final int HTTP_PORT = 80;

    /** The one that a URL names; refuses what is not HTTP on loopback. */
    public static Target of(String url) throws CommandFailedException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "'" + url + "' is not a URL: " + e.getMessage(), e);
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new CommandFailedException(CommandFailedException.USAGE, "'" + url + "' is not an http:// URL");
        }
        InetAddress host = loopback(uri.getHost())
                .orElseThrow(() -> new CommandFailedException(
                        CommandFailedException.USAGE,
                        "load goes to this machine only (localhost, 127.0.0.1, [::1]), and " + uri.getHost()
                                + " is not on it: pointed elsewhere it would be an attack"));
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(
                host,
                uri.getPort() < 0 ? HTTP_PORT : uri.getPort(),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    String authority() {
        String literal = host.getHostAddress();
        return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + port;
    }

    @Override
    public String toString() {
        return "http://" + authority() + path;
    }

    // Other names are not looked up: what they mean is for somebody else to say, and may change between two look-ups.
    private static Optional<InetAddress> loopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        if (!LITERAL.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host)).filter(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
