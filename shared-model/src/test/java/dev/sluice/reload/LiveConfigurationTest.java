package dev.sluice.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.EndpointSources;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigurationTest {
    private static final String GITHUB = "endpoints:\n  hub: {provider: github, secrets: ['${file:secret}']}\n";

    @TempDir
    private Path directory;

    private final List<EndpointCatalog> applied = new ArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();

    @BeforeEach
    void configure() throws Exception {
        write("secret", "first-not-real");
        write("endpoints.yaml", GITHUB);
    }

    @Test
    void changedSecretFileIsTakenUp() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            write("secret", "second-not-real");
            lookTwice(endpoints);

            assertThat(secrets(endpoints)).containsExactly("second-not-real");
            assertThat(applied).hasSize(1);
        }
    }

    @Test
    void addedEndpointIsTakenUp() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            write("endpoints.yaml", GITHUB + "  shop: {provider: stripe, secrets: [not-a-real-one]}\n");
            lookTwice(endpoints);

            assertThat(endpoints.get().named("shop")).isPresent();
        }
    }

    @Test
    void fileThatIsStillBeingWrittenIsNotTakenUp() throws Exception {
        String whole = GITHUB + "  shop: {provider: stripe, secrets: [not-a-real-one]}\n";
        write("endpoints.yaml", whole);
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            write("endpoints.yaml", GITHUB);
            endpoints.look();
            assertThat(endpoints.get().named("shop")).isPresent();

            write("endpoints.yaml", whole + "  more: {provider: stripe, secrets: [not-a-real-one]}\n");
            endpoints.look();
            assertThat(endpoints.get().named("more")).isEmpty();
            endpoints.look();
            assertThat(endpoints.get().named("more")).isPresent();
            assertThat(applied).hasSize(1);
        }
    }

    @Test
    void bugWhileTakingUpIsCountedAndTriedAgain() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(next -> {
            applied.add(next);
            if (applied.size() == 1) {
                throw new IllegalStateException("the test broke it");
            }
        })) {
            write("secret", "second-not-real");
            lookTwice(endpoints);
            assertThat(secrets(endpoints)).containsExactly("first-not-real");
            assertThat(refused).hasValue(1);

            endpoints.look();
            assertThat(secrets(endpoints)).containsExactly("second-not-real");
        }
    }

    @Test
    void mistakesChangeNothingUntilTheyAreMended() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            EndpointCatalog before = endpoints.get();
            write("secret", "");
            lookTwice(endpoints);

            assertThat(endpoints.get()).isSameAs(before);
            assertThat(refused).hasValue(1);
            assertThat(endpoints.isMistaken()).isTrue();

            lookTwice(endpoints);
            assertThat(refused).as("told once").hasValue(1);

            write("secret", "third-not-real");
            lookTwice(endpoints);
            assertThat(secrets(endpoints)).containsExactly("third-not-real");
            assertThat(endpoints.isMistaken()).isFalse();
        }
    }

    @Test
    void fileThatIsGoneChangesNothing() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            Files.delete(directory.resolve("endpoints.yaml"));
            lookTwice(endpoints);

            assertThat(secrets(endpoints)).containsExactly("first-not-real");
        }
    }

    @Test
    void unchangedFilesAreNotReadAgain() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            write("endpoints.yaml", GITHUB);
            lookTwice(endpoints);

            assertThat(applied).isEmpty();
        }
    }

    @Test
    void watchLooksByItself() throws Exception {
        try (LiveConfiguration<EndpointCatalog> endpoints = live(applied::add)) {
            endpoints.watch(Duration.ofMillis(20));
            write("secret", "watched-not-real");

            await().untilAsserted(() -> assertThat(secrets(endpoints)).containsExactly("watched-not-real"));
        }
    }

    private LiveConfiguration<EndpointCatalog> live(Consumer<EndpointCatalog> told) throws Exception {
        EndpointSources sources = new EndpointSources(directory.resolve("endpoints.yaml"), Map.of(), 1024 * 1024);
        EndpointSources.Reading first = sources.read();
        return new LiveConfiguration<>(
                new LiveConfiguration.Source<>(
                        "endpoints",
                        sources::fingerprint,
                        () -> sources.read().endpoints(),
                        catalog -> catalog.all().stream().map(Endpoint::name).toList()),
                first.endpoints(),
                first.fingerprint(),
                told,
                refused::incrementAndGet);
    }

    private static void lookTwice(LiveConfiguration<EndpointCatalog> endpoints) {
        endpoints.look();
        endpoints.look();
    }

    private static List<String> secrets(LiveConfiguration<EndpointCatalog> endpoints) {
        return endpoints.get().named("hub").orElseThrow().secrets().stream()
                .map(Secret::text)
                .toList();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }
}
