package dev.sluice.route;

import dev.sluice.config.Flag;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the {@code match} block of a route, and the conditions within it: a block with {@code field} or {@code header} is a filter, any
 * other has the keys of {@code match} itself.
 *
 * @param doubts holds them against the endpoints, where those are known
 */
record ConditionParser(Optional<RouteDoubts> doubts) {
    private static final Set<String> OF_FILTERS = Set.of("field", "header", "operator", "value");

    /** The condition of a whole block: all that its keys say. */
    Condition read(YamlSection section) {
        return read(section, new RouteDoubts.Senders(List.of(), List.of()));
    }

    /** @param around what a block around this one says of the senders */
    private Condition read(YamlSection section, RouteDoubts.Senders around) {
        List<Condition> conditions = new ArrayList<>();
        List<EventPattern> endpoints = patterns(section, Attribute.ENDPOINTS);
        add(conditions, Attribute.ENDPOINTS, endpoints);
        List<EventPattern> providers = patterns(section, Attribute.PROVIDERS);
        add(conditions, Attribute.PROVIDERS, providers);
        RouteDoubts.Senders senders = around.within(endpoints, providers);
        for (Attribute types : List.of(Attribute.EVENTS, Attribute.CATEGORIES)) {
            List<EventPattern> patterns = new ArrayList<>();
            for (YamlValue item : items(section, types.yamlName())) {
                pattern(item, "Write a type, or a prefix such as payment.*").ifPresent(pattern -> {
                    patterns.add(pattern);
                    doubts.ifPresent(known -> known.type(item, pattern, senders));
                });
            }
            add(conditions, types, patterns);
        }
        section.value(Attribute.LIVEMODE.yamlName())
                .flatMap(value -> value.parsed(ConditionParser::livemode, "Write true or false."))
                .ifPresent(pattern -> add(conditions, Attribute.LIVEMODE, List.of(pattern)));
        conditions.addAll(parts(section, "filters", senders));
        section.value("all").ifPresent(list -> conditions.add(new Condition.All(some(section, list, "all", senders))));
        section.value("any").ifPresent(list -> conditions.add(new Condition.Any(some(section, list, "any", senders))));
        section.section("not")
                .flatMap(part -> within(part, senders))
                .ifPresent(part -> conditions.add(new Condition.Not(part)));
        section.end();
        return conditions.size() == 1 ? conditions.getFirst() : new Condition.All(conditions);
    }

    private List<Condition> some(YamlSection section, YamlValue list, String key, RouteDoubts.Senders around) {
        if (list.isList() && list.items().isEmpty()) {
            list.mistake("'" + key + "' lists no condition", "Write at least one below it, or leave it out.");
        }
        return parts(section, key, around);
    }

    private List<Condition> parts(YamlSection section, String key, RouteDoubts.Senders around) {
        return items(section, key).stream()
                .flatMap(item -> item.section().stream())
                .flatMap(part -> within(part, around).stream())
                .toList();
    }

    /** A condition within a block; empty after a mistake. */
    private Optional<Condition> within(YamlSection section, RouteDoubts.Senders around) {
        if (OF_FILTERS.stream().anyMatch(section::has)) {
            return FilterParser.read(section).map(filter -> filter);
        }
        Condition condition = read(section, around);
        if (condition.equals(Condition.All.EVERYTHING)) {
            section.mistake("this condition says nothing", "Write a field with its operator, or a key such as events.");
        }
        return Optional.of(condition);
    }

    private List<EventPattern> patterns(YamlSection section, Attribute attribute) {
        List<EventPattern> patterns = new ArrayList<>();
        for (YamlValue item : items(section, attribute.yamlName())) {
            pattern(item, "Write a name, or the beginning of some such as shop-*")
                    .ifPresent(pattern -> {
                        patterns.add(pattern);
                        doubts.ifPresent(known -> known.sender(item, attribute, pattern));
                    });
        }
        return patterns;
    }

    private static void add(List<Condition> conditions, Attribute attribute, List<EventPattern> patterns) {
        if (!patterns.isEmpty()) {
            conditions.add(new AttributeCondition(attribute, patterns));
        }
    }

    private static Optional<EventPattern> pattern(YamlValue item, String fix) {
        return item.parsed(EventPattern::new, fix);
    }

    private static EventPattern livemode(String text) {
        return new EventPattern(Boolean.toString(Flag.parse(text)));
    }

    private static List<YamlValue> items(YamlSection section, String key) {
        return section.value(key).map(YamlValue::items).orElse(List.of());
    }
}
