package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.job.Selection.Bound;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import dev.sluice.query.NewJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** What somebody asks for who asks for a job: {@code {kind, selection, mode, verify_most, rate, ramp, max_failures, reason}}. */
record JobBody(NewJob job, String reason) {
    private static final int MOST_EVENTS = 1000;
    private static final String VERIFY = "verify";
    private static final List<String> MODES = List.of("reapply", VERIFY);
    private static final int USUAL_VERIFY_MOST = 1000;
    private static final List<String> KINDS =
            Stream.of(JobKind.values()).map(JobKind::word).toList();

    /**
     * Reads one.
     *
     * @param kind where the path says it
     * @throws ProblemException with every mistake
     */
    static JobBody read(ObjectNode body, Optional<JobKind> kind, Instant now) throws ProblemException {
        JsonFields fields = new JsonFields(body);
        Optional<JobKind> asked = kind.isPresent() ? kind : kind(fields);
        String reason = fields.text("reason").orElse("");
        if (asked.equals(Optional.of(JobKind.DISCARD)) && reason.isBlank()) {
            fields.mistake("reason", "Say why they are discarded; it is kept with each.");
        }
        Optional<String> mode = fields.text("mode");
        if (mode.filter(word -> !MODES.contains(word)).isPresent()) {
            fields.mistake("mode", "'mode' is one of " + String.join(", ", MODES) + ".");
        }
        boolean verifies = mode.equals(Optional.of(VERIFY));
        if (verifies && !asked.equals(Optional.of(JobKind.REPLAY))) {
            fields.mistake("mode", "Only a replay can be a verification.");
        }
        OptionalInt most = fields.number("verify_most", 1, 1_000_000);
        if (most.isPresent() && !verifies) {
            fields.mistake("verify_most", "It is of a job of mode 'verify' alone.");
        }
        OptionalInt rate = fields.number("rate", 1, 1_000_000);
        List<Integer> ramp = ramp(fields);
        OptionalInt failures = fields.number("max_failures", 0, 99);
        Optional<Selection> selection = fields.object("selection").flatMap(each -> selection(each, asked, now));
        if (body.path("selection").isMissingNode()) {
            fields.mistake(
                    "selection", "Say which: {\"events\": [\"stripe/evt_1\"]}, or {\"from\": …, \"where\": {…}}.");
        }
        if (verifies && (rate.isPresent() || !ramp.isEmpty() || failures.isPresent())) {
            fields.mistake("mode", "A verification sends nothing: leave rate, ramp and max_failures out.");
        }
        fields.noOthers();
        fields.check();
        return new JobBody(
                new NewJob(
                        asked.orElseThrow(),
                        selection.orElseThrow(),
                        rate.isPresent() ? Optional.of(rate.getAsInt()) : Optional.empty(),
                        ramp,
                        failures.isPresent()
                                ? Optional.of(failures.getAsInt() / 100f)
                                : ramp.isEmpty() ? Optional.empty() : Optional.of(NewJob.USUAL_MAX_FAILURES),
                        verifies ? Optional.of(most.orElse(USUAL_VERIFY_MOST)) : Optional.empty()),
                reason);
    }

    private static Optional<JobKind> kind(JsonFields fields) {
        Optional<String> word = fields.text("kind");
        if (word.filter(KINDS::contains).isEmpty()) {
            fields.mistake("kind", "'kind' is one of " + String.join(", ", KINDS) + ".");
            return Optional.empty();
        }
        return word.map(JobKind::parse);
    }

    private static List<Integer> ramp(JsonFields fields) {
        Optional<JsonNode> given = fields.field("ramp");
        if (given.isEmpty() || (given.get().isBoolean() && !given.get().booleanValue())) {
            return List.of();
        }
        if (given.get().isBoolean()) {
            return NewJob.USUAL_RAMP;
        }
        List<Integer> ramp = new ArrayList<>();
        int last = 0;
        boolean good = given.get().isArray() && given.get().size() <= 20;
        for (JsonNode each : given.get()) {
            good &= each.isInt() && each.intValue() > last;
            last = each.asInt();
            ramp.add(last);
        }
        if (!good) {
            fields.mistake("ramp", "'ramp' is true, or a list of numbers of units that grow, such as [1, 10, 100].");
        }
        return ramp;
    }

    private static Optional<Selection> selection(JsonFields fields, Optional<JobKind> kind, Instant now) {
        List<EventKey> events = new ArrayList<>();
        for (String name : fields.texts("events", MOST_EVENTS)) {
            try {
                events.add(Selection.event(name));
            } catch (IllegalArgumentException e) {
                fields.mistake("events", String.valueOf(e.getMessage()));
            }
        }
        Optional<Bound> from = bound(fields, "from", kind);
        Optional<Bound> to = bound(fields, "to", kind);
        Where where = fields.object("where")
                .map(conditions -> where(conditions, kind))
                .orElse(Where.ANY);
        fields.noOthers();
        if (events.isEmpty() && from.isEmpty()) {
            fields.mistake(
                    "from",
                    "Say which events (\"events\"), or from when on (\"from\"): nothing takes all there ever was.");
        }
        if (to.isEmpty()
                && events.isEmpty()
                && kind.filter(JobKind.REPLAY::equals).isEmpty()) {
            to = Optional.of(new Bound.Time(now));
        }
        return Optional.of(new Selection(from, to, events, where));
    }

    private static Optional<Bound> bound(JsonFields fields, String name, Optional<JobKind> kind) {
        Optional<String> text = fields.text(name);
        try {
            Optional<Bound> bound = text.map(Selection::bound);
            if (bound.isPresent()
                    && !(bound.get() instanceof Bound.Time)
                    && kind.filter(JobKind.REPLAY::equals).isEmpty()) {
                fields.mistake(name, "Dead letters are told apart by when they died: give a moment.");
            }
            return bound;
        } catch (IllegalArgumentException e) {
            fields.mistake(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Where where(JsonFields conditions, Optional<JobKind> kind) {
        Set<Field> allowed = kind.filter(JobKind.REPLAY::equals).isPresent()
                ? EnumSet.complementOf(EnumSet.of(Field.CAUSE, Field.GROUP))
                : EnumSet.allOf(Field.class);
        List<String> lines = new ArrayList<>();
        for (Field field : allowed) {
            conditions
                    .text(field.word())
                    .ifPresent(value -> lines.add(field.word().toLowerCase(Locale.ROOT) + "=" + value));
        }
        conditions.noOthers();
        try {
            return Where.parse(lines, allowed);
        } catch (IllegalArgumentException e) {
            conditions.mistake("", String.valueOf(e.getMessage()));
            return Where.ANY;
        }
    }
}
