package dev.sluice.ingest.http;

import dev.sluice.access.Address;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.util.function.Predicate;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** How both ports are set up: what a client may send, how long it may take, and a stop that finishes what has begun. */
final class JettyLimits {
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int ACCEPT_QUEUE = 1024;

    private JettyLimits() {}

    /**
     * @param threads requests that are worked on at a time; more wait
     * @param proxies whose connections are bounded by their number in all alone
     */
    static void apply(
            JavalinConfig config,
            Listening listening,
            int threads,
            Predicate<Address> proxies,
            Request.Handler problems) {
        OpenConnections connections = new OpenConnections(listening.connections(), proxies);
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        VirtualThreadPool requests = new VirtualThreadPool(threads);
        config.jetty.threadPool = pool(requests);
        config.jetty.modifyServer(server -> {
            server.addBean(requests, true);
            // A stop time-out alone waits for nothing: this handler knows which requests are not yet answered.
            server.insertHandler(new GracefulHandler());
            server.insertHandler(connections);
            server.setErrorHandler(problems);
        });
        config.jetty.modifyHttpConfiguration(http -> {
            limit(http);
            http.setIdleTimeout(listening.requestIdle().toMillis());
        });
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, protocols(listening, http, proxies));
            connector.addBean(new HeaderDeadline(connector.getScheduler(), listening.idle()));
            // The server's handler, which starts and stops with that.
            connector.addBean(connections, false);
            connector.setHost(listening.host());
            connector.setPort(listening.port());
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            connector.setIdleTimeout(listening.idle().toMillis());
            return connector;
        });
    }

    private static ConnectionFactory[] protocols(
            Listening listening, HttpConfiguration http, Predicate<Address> proxies) {
        if (listening.tls().isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        HttpConfiguration secure = new HttpConfiguration(http);
        // No SNI host check: the client has verified the certificate's name itself before it sent anything.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(secure);
        http2.setStreamIdleTimeout(listening.requestIdle().toMillis());
        http2.setConnectProtocolEnabled(false);
        http2.setRateControlFactory(new AddressFrameRates(proxies));
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        SslConnectionFactory tls =
                new SslConnectionFactory(listening.tls().get().context(), alpn.getProtocol());
        return new ConnectionFactory[] {tls, alpn, http2, new HttpConnectionFactory(secure)};
    }

    /** Platform threads for the selectors, which would hold on to the carriers of virtual ones. */
    private static ThreadPool pool(VirtualThreadPool requests) {
        QueuedThreadPool pool =
                new QueuedThreadPool(8 + 2 * Runtime.getRuntime().availableProcessors());
        pool.setVirtualThreadsExecutor(requests);
        return pool;
    }

    private static void limit(HttpConfiguration http) {
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.DEFAULT);
        // The default lets a bare line feed end a header; a proxy in front may see that header go on.
        http.setHttpCompliance(HttpCompliance.STRICT);
    }
}
