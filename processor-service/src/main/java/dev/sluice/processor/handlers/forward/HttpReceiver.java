package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.PrintableCharacter;
import dev.sluice.handler.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A URL that requests are posted to, with connections of its own: they have been checked for its route alone. It follows no redirect, repeats
 * nothing, and keeps no cookie. Thread-safe; nothing is to be closed, since idle connections are given up.
 */
final class HttpReceiver {
    /** Beyond this nothing of an answer is read. */
    private static final int READ_LIMIT = 4096;

    private static final int SHOWN_LIMIT = 200;
    /** More than calls of one route run at once. */
    private static final int CONNECTIONS = 64;

    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private final URI url;
    private final HttpHost host;
    private final Duration exchange;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /**
     * What came back.
     *
     * @param body a piece of its beginning, of characters that can be printed
     */
    record Answer(int status, Optional<String> retryAfter, Optional<String> location, String body) {}

    /** How long a connection may take, and all of a request and its answer. */
    record Limits(Duration connect, Duration exchange) {}

    HttpReceiver(URI url, Limits limits, CheckedNames names) {
        this.url = url;
        this.host = new HttpHost(url.getScheme(), url.getHost().replaceAll("[\\[\\]]", ""), url.getPort());
        this.exchange = limits.exchange();
        Timeout wait = Timeout.of(exchange);
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(limits.connect()))
                        .setSocketTimeout(wait)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(wait)
                        .setResponseTimeout(wait)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("Sluice")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** How it is called in messages: not by its path, which may be a secret. */
    String name() {
        return host.toURI();
    }

    /**
     * Posts a request once.
     *
     * @throws RetryableException where no answer came; caused by a time-out, where all of it took too long
     */
    Answer post(Map<String, String> headers, byte[] body) throws RetryableException, InterruptedException {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, null));
        AtomicBoolean late = new AtomicBoolean();
        // Time-outs of sockets are those of one read: an answer that drips in would go on for ever.
        Future<?> deadline = Deadlines.TIMER.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                exchange.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = client.executeOpen(host, request, null);
            try {
                return answer(request, response);
            } finally {
                // The answer is there, whatever becomes of the connection.
                Closer.closeQuietly(response);
            }
        } catch (IOException e) {
            throw late.get() ? tooLate() : failure(e);
        } catch (IllegalStateException e) {
            // The deadline came between two steps of the client, which then finds its connection gone.
            if (late.get()) {
                throw tooLate();
            }
            throw e;
        } finally {
            deadline.cancel(false);
            connections.closeIdle(IDLE);
        }
    }

    private RetryableException tooLate() {
        return new RetryableException(
                "no answer from " + name() + " within " + exchange.toMillis() + " ms", new TimeoutException());
    }

    private RetryableException failure(IOException e) throws InterruptedException {
        if (e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException)) {
            return tooLate();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        String what = switch (e) {
            case CheckedNames.RefusedException refused ->
                "not sent: " + host.getHostName() + " is " + refused.getMessage()
                        + ", and addresses that are not public are refused unless the route's 'allow' has them";
            case UnknownHostException unknown -> host.getHostName() + " can't be resolved: " + unknown.getMessage();
            case ConnectTimeoutException slow -> "no connection to " + name() + " in time";
            case HttpHostConnectException refused -> "no connection to " + name();
            case SSLException insecure -> "no secure connection to " + name() + ": " + shown(insecure.getMessage());
            default -> "no answer from " + name() + ", the connection broke: " + shown(e.getMessage());
        };
        return new RetryableException(what, e);
    }

    private static Answer answer(HttpPost request, ClassicHttpResponse response) {
        return new Answer(
                response.getCode(),
                header(response, "retry-after"),
                header(response, "location"),
                shown(beginning(request, response.getEntity())));
    }

    /** What can be read of the body; its status counts whatever becomes of that. */
    private static String beginning(HttpPost request, @Nullable HttpEntity entity) {
        if (entity == null) {
            return "";
        }
        byte[] read = new byte[READ_LIMIT];
        int length = 0;
        boolean ended = false;
        try {
            InputStream content = entity.getContent();
            length = content.readNBytes(read, 0, READ_LIMIT);
            ended = content.read() < 0;
        } catch (IOException e) {
            // It broke off, or took too long.
        }
        if (!ended) {
            // Closing it would read the rest first, however long that is.
            request.cancel();
        }
        return new String(read, 0, length, UTF_8);
    }

    private static Optional<String> header(MessageHeaders response, String name) {
        Header header = response.getFirstHeader(name);
        return Optional.ofNullable(header).map(Header::getValue);
    }

    /** A text of others, so that it can be kept and shown: on one line, printable, bounded. */
    static String shown(@Nullable String text) {
        if (text == null) {
            return "";
        }
        StringBuilder line = new StringBuilder();
        text.codePoints().map(each -> PrintableCharacter.is(each) ? each : ' ').forEach(line::appendCodePoint);
        String one = line.toString().replaceAll(" +", " ").strip();
        int end = one.offsetByCodePoints(0, Math.min(SHOWN_LIMIT, one.codePointCount(0, one.length())));
        return end == one.length() ? one : one.substring(0, end) + "…";
    }

    /** One thread for the deadlines of all. */
    private static final class Deadlines {
        static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("forward-deadlines").factory());

        static {
            // An exchange that has ended is not kept, body and all, until its deadline.
            TIMER.setRemoveOnCancelPolicy(true);
        }

        private Deadlines() {}
    }
}
