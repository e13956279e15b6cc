package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.event.OriginalRequest;
import dev.sluice.signature.SignedRequest;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the trace of a request that goes into its event's record: no credentials, and bounded. */
final class OriginalRequests {
    /** Largest JSON text of the headers in bytes. */
    static final int HEADERS_LIMIT = 32 * 1024;

    /** The same for an item of a batch, each of which has a copy. */
    static final int ITEM_HEADERS_LIMIT = 2 * 1024;

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");
    private static final Pattern USER_INFO = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#@]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i).*(token|secret|passw|api[_-]?key|auth|credential).*|key|pwd|sig|signature|code");

    private OriginalRequests() {}

    /**
     * Makes the trace.
     *
     * @param kept names of headers that are dropped last when there is too much, which is seldom asked
     * @param credentials names of headers and parameters that hold this endpoint's secret, beside the usual ones
     * @param most bytes of the headers' JSON
     */
    static OriginalRequest of(SignedRequest request, Supplier<List<String>> kept, List<String> credentials, int most) {
        return new OriginalRequest(
                request.method() + " " + withoutSecrets(request.url(), credentials),
                json(request.headers().asMap(), kept, credentials, most));
    }

    private static String withoutSecrets(String url, List<String> credentials) {
        String target = USER_INFO.matcher(url).replaceFirst("$1");
        int query = target.indexOf('?');
        if (query < 0) {
            return target;
        }
        String parameters = Arrays.stream(target.substring(query + 1).split("&", -1))
                .filter(parameter -> !secret(parameter, credentials))
                .collect(Collectors.joining("&"));
        return target.substring(0, query) + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static boolean secret(String parameter, List<String> credentials) {
        String written = parameter.split("=", 2)[0];
        try {
            String name = URLDecoder.decode(written, UTF_8);
            return SECRET_PARAMETER.matcher(name).matches() || credentials.contains(name);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static String json(
            Map<String, List<String>> all, Supplier<List<String>> kept, List<String> credentials, int most) {
        List<Member> members = new ArrayList<>(all.size());
        all.forEach((name, values) -> {
            if (!CREDENTIALS.contains(name) && credentials.stream().noneMatch(name::equalsIgnoreCase)) {
                members.add(new Member(name, values));
            }
        });
        StringJoiner json = new StringJoiner(",", "{", "}");
        int size = members.stream().mapToInt(Member::size).sum() + "{}".length();
        (size > most ? bounded(members, kept.get(), size, most) : members).forEach(member -> json.add(member.text()));
        return json.toString();
    }

    /** Those that stay: the largest go first, and those to be kept last. */
    private static List<Member> bounded(List<Member> members, List<String> kept, int size, int most) {
        Iterator<Member> inOrder = members.stream()
                .sorted(Comparator.<Member>comparingInt(
                                member -> kept.stream().anyMatch(member.name()::equalsIgnoreCase) ? 1 : 0)
                        .thenComparing(Comparator.comparingInt(Member::size).reversed()))
                .iterator();
        Set<String> dropped = new HashSet<>();
        int left = size;
        while (left > most && inOrder.hasNext()) {
            Member next = inOrder.next();
            dropped.add(next.name());
            left -= next.size();
        }
        return members.stream()
                .filter(member -> !dropped.contains(member.name()))
                .toList();
    }

    /**
     * A header as it is written.
     *
     * @param size in bytes, with a comma
     */
    private record Member(String name, String text, int size) {
        Member(String name, List<String> values) {
            this(name, quoted(name) + ":" + written(values));
        }

        private Member(String name, String text) {
            this(name, text, text.getBytes(UTF_8).length + 1);
        }

        private static String written(List<String> values) {
            return values.size() == 1
                    ? quoted(values.getFirst())
                    : values.stream().map(Member::quoted).collect(Collectors.joining(",", "[", "]"));
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
            JsonStringEncoder.getInstance().quoteAsString(text, quoted);
            return quoted.append('"').toString();
        }
    }
}
