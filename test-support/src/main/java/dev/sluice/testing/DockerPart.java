package dev.sluice.testing;

import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** A server in a container; its port on the host is fixed, so that it is found again after a restart. */
abstract class DockerPart<C extends GenericContainer<C>> implements Part {
    static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final C container;

    DockerPart(C container) {
        this.container = container;
    }

    final C container() {
        return container;
    }

    /** Returns when the server answers. */
    abstract void awaitReady();

    @Override
    public final void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        awaitReady();
    }

    @Override
    public final void stop() {
        docker().stopContainerCmd(container.getContainerId()).withTimeout(30).exec();
    }

    @Override
    public final void kill() {
        docker().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
    }

    @Override
    public final void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public final void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public final void close() {
        container.stop();
    }

    private static com.github.dockerjava.api.DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
