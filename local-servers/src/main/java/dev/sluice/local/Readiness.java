package dev.sluice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a program that was started to be of use. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int CONNECT_MILLIS = 1000;

    private Readiness() {}

    /** Asked again and again once the port takes connections. */
    interface Probe {
        boolean answers() throws InterruptedException;
    }

    static void await(ChildProcess process, Duration longest, int port, Probe probe)
            throws StartFailedException, InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!(connects(port) && probe.answers())) {
            if (!process.isAlive()) {
                throw process.failure("ended while it was starting");
            }
            if (System.nanoTime() > deadline) {
                throw process.failure("did not answer on port " + port + " within " + longest.toSeconds() + " s");
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        // Else another program that has the port would be taken for ours.
        if (!process.isAlive()) {
            throw process.failure("ended while it was starting");
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
