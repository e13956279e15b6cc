package dev.sluice.processor.attempt;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Options;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The handlers of users: jars in one directory, each of which names its handlers in
 * {@code META-INF/services/dev.sluice.handler.Handler} ({@link ServiceLoader}). What they need besides lies beside them, in versions of
 * their own: of Sluice they see the API of handlers, Jackson and SLF4J, and nothing else.
 */
final class HandlerJars {
    /** Names the directory. */
    static final String VARIABLE = "SLUICE_HANDLERS";

    private static final String SERVICE = "META-INF/services/" + Handler.class.getName();

    private HandlerJars() {}

    /** @throws ConfigurationException if the directory can't be read, or what it holds can't be loaded or declares no handler */
    static List<Handler> in(Path directory) throws ConfigurationException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw mistake(directory + " can't be read: " + e, "Name a directory that holds jars with handlers.");
        }
        // Never closed: a handler may load classes for as long as it is called.
        URLClassLoader classes = new URLClassLoader(
                jars.stream().map(HandlerJars::url).toArray(URL[]::new), new ApiOnly(Handler.class.getClassLoader()));
        List<Handler> handlers;
        try {
            handlers = ServiceLoader.load(Handler.class, classes).stream()
                    .<Handler>map(each -> new InItsClassLoader(each.get(), classes))
                    .toList();
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw mistake(
                    "a handler in " + directory + " can't be loaded: " + e.getMessage() + " (" + cause + ")",
                    "Put the jars that it needs beside it, and compile it for Java 21.");
        }
        if (handlers.isEmpty()) {
            throw mistake(
                    "no jar in " + directory + " declares a handler",
                    "A handler's jar has a file " + SERVICE + ", which holds the name of its class.");
        }
        return handlers;
    }

    /**
     * Libraries that look for classes by the thread's context class loader, such as JAXB or a JDBC driver's services, find those that
     * lie beside the handler's jar, and not the service's.
     */
    private record InItsClassLoader(Handler handler, ClassLoader classes) implements Handler {
        @Override
        public String name() {
            return handler.name();
        }

        @Override
        public boolean slow() {
            return handler.slow();
        }

        @Override
        public Handler with(Options options) {
            return new InItsClassLoader(handler.with(options), classes);
        }

        @Override
        public HandlerResult handle(HandlerRequest request)
                throws RetryableException, PermanentException, InterruptedException {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(classes);
            try {
                return handler.handle(request);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static ConfigurationException mistake(String what, String fix) {
        return new ConfigurationException(List.of(new Mistake(VARIABLE, what, fix)));
    }

    private static URL url(Path jar) {
        URI uri = jar.toUri();
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(uri + " is no URL", e);
        }
    }

    /** Lets classes of the API through, and those of Java; the services' own libraries are not to be found here. */
    private static final class ApiOnly extends ClassLoader {
        private static final List<String> PACKAGES =
                List.of("dev.sluice.handler.", "com.fasterxml.jackson.", "org.slf4j.", "org.jspecify.");

        private final ClassLoader api;

        ApiOnly(ClassLoader api) {
            super(ClassLoader.getPlatformClassLoader());
            this.api = api;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (PACKAGES.stream().anyMatch(name::startsWith)) {
                return api.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
