package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Writes frames of HTTP/2 (RFC 9113) as no well-behaved client does. */
final class Http2Client implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final SSLSocket socket;
    private final DataOutputStream out;

    Http2Client(int port) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustsAnyone()}, null);
        socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** The headers of a webhook, whose body is to follow. */
    void post(int stream, String path) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // Of the static table (RFC 7541, appendix A): ":method: POST", ":scheme: https"; names 4, ":path", 1,
        // ":authority".
        block.write(0x83);
        block.write(0x87);
        block.write(0x04);
        text(block, path);
        block.write(0x01);
        text(block, "localhost");
        for (Map.Entry<String, String> header : Map.of("content-type", "application/json", "x-signature", "genuine")
                .entrySet()) {
            block.write(0);
            text(block, header.getKey());
            text(block, header.getValue());
        }
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    void data(int stream, String text, boolean last) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(US_ASCII));
    }

    void reset(int stream) throws IOException {
        frame(RESET, 0, stream, new byte[] {0, 0, 0, 8});
    }

    void ping() throws IOException {
        frame(PING, 0, 0, new byte[8]);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Whether the server has closed the connection; waits until it has, or for as long as the socket may be read. */
    void awaitClose() throws IOException {
        byte[] buffer = new byte[8192];
        while (socket.getInputStream().read(buffer) >= 0) {
            // Frames of the server.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        block.write(text.length());
        block.writeBytes(text.getBytes(US_ASCII));
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private static final class TrustsAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
