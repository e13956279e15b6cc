package dev.sluice.signature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Variants of a URL, all else in it left as it is written. */
public final class SignedUrl {
    private SignedUrl() {}

    /** With the port: the one that is written, or the usual one of its scheme. */
    static String withPort(String url) {
        int end = authorityEnd(url);
        if (portStart(url) < end) {
            return url;
        }
        return url.substring(0, end) + (url.startsWith("https:") ? ":443" : ":80") + url.substring(end);
    }

    /** Without any port. */
    public static String withoutPort(String url) {
        return url.substring(0, portStart(url)) + url.substring(authorityEnd(url));
    }

    /**
     * As it is, and with apostrophes written the other ways: proxies and libraries escape them or don't, in URLs that are
     * the same by RFC 3986 (section 6.2.2.2).
     */
    public static Stream<String> apostrophes(String url) {
        return Stream.of(url, url.replace("%27", "'"), url.replace("'", "%27")).distinct();
    }

    /** With a parameter at the end of its query, in the place of any of that name. */
    static String withParameter(String url, String name, String value) {
        int query = url.indexOf('?');
        List<String> others = query < 0
                ? List.of()
                : Arrays.stream(url.substring(query + 1).split("&"))
                        .filter(other -> !other.isEmpty() && !other.equals(name) && !other.startsWith(name + "="))
                        .toList();
        return (query < 0 ? url : url.substring(0, query)) + "?"
                + others.stream().map(other -> other + "&").collect(Collectors.joining()) + name + "=" + value;
    }

    /** Without what may be confidential in it: scheme, host, port and path, and a sign that there was a query. */
    public static String shown(String url) {
        int start = authorityStart(url);
        int end = authorityEnd(url);
        String authority = url.substring(start, end);
        int pathEnd = end;
        while (pathEnd < url.length() && "?#".indexOf(url.charAt(pathEnd)) < 0) {
            pathEnd++;
        }
        return url.substring(0, start)
                + authority.substring(authority.lastIndexOf('@') + 1)
                + url.substring(end, pathEnd)
                + (pathEnd < url.length() ? url.charAt(pathEnd) + "…" : "");
    }

    /** Where the port begins, its colon included; the end of the authority where there is none. */
    private static int portStart(String url) {
        int end = authorityEnd(url);
        String authority = url.substring(authorityStart(url), end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = host.lastIndexOf(':');
        // The colons of an IPv6 address are in brackets.
        return colon < 0 || colon < host.lastIndexOf(']') ? end : end - host.length() + colon;
    }

    private static int authorityStart(String url) {
        int scheme = url.indexOf("://");
        return scheme < 0 ? url.length() : scheme + "://".length();
    }

    private static int authorityEnd(String url) {
        for (int i = authorityStart(url); i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return i;
            }
        }
        return url.length();
    }
}
