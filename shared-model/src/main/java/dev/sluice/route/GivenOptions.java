package dev.sluice.route;

import dev.sluice.config.Suggestion;
import dev.sluice.config.UnfilledText;
import dev.sluice.handler.Options;
import dev.sluice.route.RouteOptions.Value;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of one route while its handler asks for them. Not thread-safe. */
public final class GivenOptions implements Options {
    private final RouteOptions given;
    private final Duration timeout;
    private final Findings findings;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> secrets = new LinkedHashSet<>();

    /** Is told what is wrong. */
    interface Findings {
        void mistake(String option, String what, String fix);

        void doubt(String option, String what, String fix);
    }

    GivenOptions(RouteOptions given, Duration timeout, Findings findings) {
        this.given = given;
        this.timeout = timeout;
        this.findings = findings;
    }

    /** Those of a route that was read without mistakes: one that is found all the same is an IllegalStateException. */
    public static GivenOptions of(Route route) {
        return new GivenOptions(route.options(), route.timeout(), new Findings() {
            @Override
            public void mistake(String option, String what, String fix) {
                throw new IllegalStateException("route '" + route.name() + "': " + what + ". " + fix);
            }

            @Override
            public void doubt(String option, String what, String fix) {
                // Said when the file is inspected.
            }
        });
    }

    @Override
    public Optional<String> text(String name) {
        asked.add(name);
        List<Value> values = given.of(name);
        if (values.size() > 1) {
            mistake(name, "'" + name + "' takes one value", "Write one value.");
            return Optional.empty();
        }
        return values.stream().findFirst().flatMap(Value::text);
    }

    @Override
    public Optional<String> required(String name, String fix) {
        Optional<String> text = text(name);
        if (given.of(name).isEmpty()) {
            mistake(name, "'" + name + "' is missing", fix);
        } else if (text.filter(String::isBlank).isPresent()) {
            mistake(name, "'" + name + "' is empty", fix);
            return Optional.empty();
        }
        return text;
    }

    @Override
    public List<String> texts(String name) {
        asked.add(name);
        return given.of(name).stream().flatMap(value -> value.text().stream()).toList();
    }

    @Override
    public List<String> secrets(String name, String fix) {
        secrets.add(name);
        List<String> texts = texts(name);
        if (given.of(name).isEmpty()) {
            mistake(name, "'" + name + "' is missing", fix);
        }
        for (Value value : given.of(name)) {
            if (value.text().filter(String::isBlank).isPresent()) {
                mistake(name, "'" + name + "' is empty", fix);
            } else if (!value.hasPlaceholder()) {
                doubt(
                        name,
                        "'" + name
                                + (UnfilledText.isOne(value.written())
                                        ? "' is a placeholder"
                                        : "' stands in the file itself, where everybody who sees the file can read it"),
                        fix);
            }
        }
        return texts.stream().filter(text -> !text.isBlank()).toList();
    }

    @Override
    public void mistake(String name, String what, String fix) {
        findings.mistake(name, asWritten(name, what), fix);
    }

    @Override
    public void doubt(String name, String what, String fix) {
        findings.doubt(name, asWritten(name, what), fix);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    /** Reports the options that the handler has not asked for; called when it has returned. */
    void end() {
        for (String name : given.values().keySet()) {
            if (!asked.contains(name)) {
                findings.mistake(
                        name,
                        "'" + name + "' is not known here",
                        asked.isEmpty() ? "Remove it: the handler takes no options." : Suggestion.among(name, asked));
            }
        }
    }

    /** The options that the handler calls secret. */
    Set<String> secret() {
        return secrets;
    }

    /** What a placeholder stands for may be a secret in the wrong place. */
    private String asWritten(String name, String what) {
        String shown = what;
        for (Value value : given.of(name)) {
            if (value.hasPlaceholder()
                    && value.text().isPresent()
                    && !value.text().get().isEmpty()) {
                shown = shown.replace(value.text().get(), value.written());
            }
        }
        return shown;
    }
}
