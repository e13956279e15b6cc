package dev.sluice.systemtests.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML document, read by paths such as {@code services.nginx.ports}; what is not there is empty. */
record Yaml(@Nullable Object value) {
    static Yaml of(String text) {
        return all(text).getFirst();
    }

    static List<Yaml> all(String text) {
        List<Yaml> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(text)
                .forEach(document -> documents.add(new Yaml(merged(document))));
        return documents;
    }

    static Yaml read(Path file) {
        return of(text(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value at a path of keys. */
    Yaml at(String path) {
        Yaml at = this;
        for (String key : path.split("\\.", -1)) {
            at = new Yaml(at.value instanceof Map<?, ?> map ? map.get(key) : null);
        }
        return at;
    }

    boolean isThere() {
        return value != null;
    }

    String asText() {
        return value == null ? "" : value.toString();
    }

    int asNumber() {
        return Integer.parseInt(asText());
    }

    List<Yaml> items() {
        return value instanceof List<?> list ? list.stream().map(Yaml::new).toList() : List.of();
    }

    List<String> texts() {
        return items().stream().map(Yaml::asText).toList();
    }

    Map<String, Yaml> entries() {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> entries.put(key.toString(), new Yaml(each)));
        }
        return entries;
    }

    /** Compose merges maps by the key {@code <<}, which YAML 1.2 no longer has. */
    private static @Nullable Object merged(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Yaml::merged).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, @Nullable Object> all = new LinkedHashMap<>();
        if (merged(map.get("<<")) instanceof Map<?, ?> below) {
            all.putAll(below);
        }
        map.forEach((key, each) -> {
            if (!"<<".equals(key)) {
                all.put(key, merged(each));
            }
        });
        return all;
    }
}
