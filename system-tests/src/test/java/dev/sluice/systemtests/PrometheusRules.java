package dev.sluice.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules in {@code deploy/prometheus}, read as text. */
final class PrometheusRules {
    static final Path DIRECTORY = Path.of("..", "deploy", "prometheus");
    static final Path FILE = DIRECTORY.resolve("sluice.rules.yaml");

    private static final Pattern METRIC = Pattern.compile("\\b(?:webhook|kafka|hikaricp|jetty|jvm|process)_\\w+");

    private PrometheusRules() {}

    /**
     * One alert.
     *
     * @param text its lines, name included
     */
    record Alert(String name, String text) {
        /** The value of an annotation, empty where it has none. */
        String annotation(String key) {
            Matcher line =
                    Pattern.compile("^ +" + key + ": (.+)$", Pattern.MULTILINE).matcher(text);
            return line.find() ? line.group(1) : "";
        }
    }

    static List<Alert> alerts() {
        return Stream.of(text().split("\n {6}- (?=alert: )"))
                .skip(1)
                .map(text -> new Alert(text.substring("alert: ".length(), text.indexOf('\n')), text))
                .toList();
    }

    /** The metrics that a text names. */
    static Set<String> metrics(String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = METRIC.matcher(text);
        while (found.find()) {
            names.add(found.group());
        }
        return names;
    }

    static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
