package dev.sluice.signature.lookup;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A provider's own servers, the only ones that are asked for its keys. Thread-safe. */
final class KeyServer {
    private static final Duration TIME_OUT = Duration.ofMillis(1_500);

    private final Set<String> origins;

    /** @param origins each a scheme and a host, and a port where it is not the usual one: {@code https://api.example.com} */
    KeyServer(Set<String> origins) {
        this.origins = origins;
    }

    /** What a server answered. */
    sealed interface Fetched {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Body(byte[] bytes) implements Fetched {}

        record Failed(String finding) implements Fetched {}
    }

    /** Whether a URL is one of these servers'. */
    boolean has(URI url) {
        // The whole authority, so that neither a user before the host nor a port after it gets in.
        return origins.contains(url.getScheme() + "://" + url.getRawAuthority());
    }

    /**
     * Asks, and completes normally whatever comes of it, within the time-out.
     *
     * @throws IllegalArgumentException if the request's URL is not one of these servers'
     */
    CompletableFuture<Fetched> fetch(HttpRequest request) {
        if (!has(request.uri())) {
            throw new IllegalArgumentException("not a server to be asked for keys");
        }
        CompletableFuture<HttpResponse<byte[]>> sent = Client.SHARED.sendAsync(request, answer -> new LimitedBody());
        // The request's own time-out ends with the headers, and a body can be slow too.
        return sent.copy().orTimeout(TIME_OUT.toMillis(), TimeUnit.MILLISECONDS).handle((answer, problem) -> {
            if (problem != null) {
                sent.cancel(true);
                return new Fetched.Failed(name(problem));
            }
            return answer.statusCode() == 200
                    ? new Fetched.Body(answer.body())
                    : new Fetched.Failed("the provider's server answered " + answer.statusCode());
        });
    }

    // No message: it may hold a piece of the answer.
    private static String name(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return "the provider's server did not answer: " + cause.getClass().getSimpleName();
    }

    /** Made when first needed, because most have no provider that needs it. */
    private static final class Client {
        static final HttpClient SHARED = HttpClient.newBuilder()
                .connectTimeout(TIME_OUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
