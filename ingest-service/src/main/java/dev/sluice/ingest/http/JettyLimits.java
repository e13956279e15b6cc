package dev.sluice.ingest.http;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
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
     * @param idle ends a connection on which nothing comes for so long, between requests or within one
     * @param threads requests that are worked on at a time; more wait
     */
    static void apply(
            JavalinConfig config, String host, int port, Duration idle, int threads, Request.Handler problems) {
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
            server.setErrorHandler(problems);
        });
        config.jetty.modifyHttpConfiguration(JettyLimits::limit);
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(host);
            connector.setPort(port);
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            connector.setIdleTimeout(idle.toMillis());
            return connector;
        });
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
    }
}
