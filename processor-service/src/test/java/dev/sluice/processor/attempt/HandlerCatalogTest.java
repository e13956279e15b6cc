package dev.sluice.processor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigurationException;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Options;
import dev.sluice.processor.handlers.HandlerRequests;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers of users, in jars. */
final class HandlerCatalogTest {
    @TempDir
    private Path work;

    private Path directory;

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createDirectory(work.resolve("handlers"));
    }

    @Test
    void handlerInAJarStandsBesideTheBuiltInOnes() throws Exception {
        jar("orders", "\"orders\"");
        assertThat(catalog().names()).contains("orders", "payments");
        assertThat(catalog().named("orders")).isPresent();
    }

    @Test
    void handlerInAJarIsCalledWithItsOwnContextClassLoader() throws Exception {
        jar("orders", "\"orders\"");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();

        Handler own = catalog().named("orders").orElseThrow();
        HandlerResult result = own.handle(HandlerRequests.of("order.made", "{}"));

        assertThat(result).isEqualTo(new HandlerResult.Ignored("its own: true"));
        assertThat(thread.getContextClassLoader()).isSameAs(before);
        Options none = (Options) Proxy.newProxyInstance(
                Options.class.getClassLoader(), new Class<?>[] {Options.class}, (proxy, method, values) -> null);
        assertThat(own.with(none).name()).isEqualTo("orders with options");
    }

    @Test
    void withoutADirectoryThereAreTheBuiltInOnes() throws Exception {
        assertThat(HandlerCatalog.of(Map.of()).names())
                .contains("payments")
                .isEqualTo(HandlerCatalog.of(Map.of("SLUICE_HANDLERS", "")).names());
    }

    @Test
    void classesOfTheServiceAreNotToBeSeen() throws Exception {
        jar("greedy", "dev.sluice.processor.ProcessorSettings.ALL.toString()");
        assertThatThrownBy(this::catalog)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_HANDLERS")
                .hasMessageContaining("dev/sluice/processor/ProcessorSettings")
                .hasMessageContaining("Put the jars that it needs beside it");
    }

    @Test
    void nameThatIsTakenIsAMistake() throws Exception {
        jar("payments", "\"payments\"");
        assertThatThrownBy(this::catalog)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two handlers are named 'payments'");
    }

    @Test
    void jarThatDeclaresNothingIsAMistake() throws Exception {
        try (OutputStream empty = Files.newOutputStream(directory.resolve("empty.jar"));
                JarOutputStream jar = new JarOutputStream(empty)) {
            jar.putNextEntry(new JarEntry("nothing"));
        }
        assertThatThrownBy(this::catalog)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no jar in " + directory + " declares a handler")
                .hasMessageContaining("META-INF/services/dev.sluice.handler.Handler");
    }

    @Test
    void directoryThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> HandlerCatalog.of(Map.of("SLUICE_HANDLERS", "/nowhere")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/nowhere can't be read");
    }

    private HandlerCatalog catalog() throws ConfigurationException {
        return HandlerCatalog.of(Map.of("SLUICE_HANDLERS", directory.toString()));
    }

    /** A jar with one handler, whose name is the value of an expression when it is loaded. */
    private void jar(String file, String name) throws IOException {
        String source = """
                package com.example;

                import dev.sluice.handler.*;

                public final class Own implements Handler {
                    private final String name = %s;
                    private boolean optioned;

                    @Override
                    public String name() {
                        return name + (optioned ? " with options" : "");
                    }

                    @Override
                    public Handler with(Options options) {
                        Own other = new Own();
                        other.optioned = true;
                        return other;
                    }

                    @Override
                    public HandlerResult handle(HandlerRequest request) {
                        ClassLoader context = Thread.currentThread().getContextClassLoader();
                        return new HandlerResult.Ignored("its own: " + (context == Own.class.getClassLoader()));
                    }
                }
                """.formatted(name);
        JavaFileObject unit =
                new SimpleJavaFileObject(URI.create("string:///com/example/Own.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectories(work.resolve("classes"));
        assertThat(compiler.getTask(null, null, null, List.of("-d", classes.toString()), null, List.of(unit))
                        .call())
                .isTrue();
        try (OutputStream out = Files.newOutputStream(directory.resolve(file + ".jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("com/example/Own.class"));
            Files.copy(classes.resolve("com/example/Own.class"), jar);
            jar.putNextEntry(new JarEntry("META-INF/services/dev.sluice.handler.Handler"));
            jar.write("com.example.Own".getBytes(StandardCharsets.UTF_8));
        }
    }
}
