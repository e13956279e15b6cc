package dev.sluice.ingest.tls;

import dev.sluice.schedule.Schedule;
import java.security.KeyStore;
import java.time.Duration;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS of a port; takes up a new certificate when its files change, without closing a connection. */
public final class ServerTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final Schedule watch = new Schedule("certificate-watch");
    private TlsFiles.Reading served;

    /**
     * Serves with the files as they are.
     *
     * @throws UnusableCertificateException if that is impossible
     */
    public ServerTls(TlsFiles files) throws UnusableCertificateException {
        this.files = files;
        this.served = files.read();
        context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        context.setCipherComparator(HTTP2Cipher.COMPARATOR);
        context.setRenegotiationAllowed(false);
        use(context, served.keyStore());
    }

    /** What connectors are made with. */
    public SslContextFactory.Server context() {
        return context;
    }

    /** Polls the files from now on: a WatchService does not notice when a symbolic link is swapped. */
    public void watch(Duration every) {
        watch.every(every, every, this::look);
    }

    @Override
    public void close() {
        watch.close();
    }

    private synchronized void look() {
        try {
            TlsFiles.Reading now = files.read();
            if (!now.equals(served)) {
                KeyStore store = now.keyStore();
                context.reload(factory -> use(context, store));
                served = now;
                LOG.info("serving with the new certificate of {}", files.certificate());
            }
        } catch (UnusableCertificateException e) {
            // Perhaps only one of the two is written yet.
            LOG.warn("keeping the old certificate: {}. {}", e.getMessage(), e.fix());
        } catch (Exception e) {
            LOG.error("the new certificate was not taken up", e);
        }
    }

    private static void use(SslContextFactory.Server context, KeyStore store) {
        context.setKeyStore(store);
        context.setKeyStorePassword("");
    }
}
