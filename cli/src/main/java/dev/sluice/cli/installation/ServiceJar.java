package dev.sluice.cli.installation;

import dev.sluice.config.ConfigurationException;
import dev.sluice.route.RouteHandlers;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Asks a service's jar what the service declares, so that it need not be declared a second time here. */
public final class ServiceJar implements AutoCloseable {
    private final Path jar;
    private final URLClassLoader classes;

    private ServiceJar(Path jar, URLClassLoader classes) {
        this.jar = jar;
        this.classes = classes;
    }

    /** Opens a jar whose manifest names its libraries. */
    public static ServiceJar of(Path jar) {
        try {
            // Shared types come from here, so that a Setting there is a Setting here.
            return new ServiceJar(
                    jar, new URLClassLoader(new URL[] {jar.toUri().toURL()}, ServiceJar.class.getClassLoader()));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar + " can't be opened", e);
        }
    }

    /** Every setting the service reads, from the class that declares them. */
    public List<Setting<?>> settings(String declaredBy) throws CommandFailedException {
        try {
            Collection<?> declared = (Collection<?>)
                    classes.loadClass(declaredBy).getField("ALL").get(null);
            return Stream.<Setting<?>>concat(
                            CommonSettings.ALL.stream(), declared.stream().map(setting -> (Setting<?>) setting))
                    .distinct()
                    .toList();
        } catch (ReflectiveOperationException e) {
            throw mismatch(e);
        }
    }

    /**
     * The handlers that routes may name: those in the jar, and those of the directory that the environment names. Until this is closed.
     *
     * @throws ConfigurationException if that directory or what it holds can't be used
     */
    public RouteHandlers handlers(Map<String, String> environment)
            throws CommandFailedException, ConfigurationException {
        try {
            Class<?> catalog = classes.loadClass("dev.sluice.processor.attempt.HandlerCatalog");
            return (RouteHandlers) catalog.getMethod("of", Map.class).invoke(null, environment);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigurationException mistakes) {
                throw mistakes;
            }
            throw mismatch(e);
        } catch (ReflectiveOperationException e) {
            throw mismatch(e);
        }
    }

    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new IllegalStateException(jar + " can't be closed", e);
        }
    }

    private CommandFailedException mismatch(ReflectiveOperationException e) {
        return new CommandFailedException(
                CommandFailedException.ENVIRONMENT, jar + " is not of this version; build it again (" + e + ")", e);
    }
}
