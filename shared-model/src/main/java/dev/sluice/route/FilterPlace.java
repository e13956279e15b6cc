package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a {@link Filter} finds its values in an event. */
public sealed interface FilterPlace {
    /** The place as {@code routes.yaml} writes it. */
    String text();

    /** Whether one of the values there is wanted; what is not there, and JSON's null, is none. */
    boolean any(RoutableEvent event, Predicate<JsonNode> wanted);

    /** A place in the document; see {@link Field#parse}. */
    static Field field(String path) {
        return Field.parse(path);
    }

    /** A header of the request. */
    static FilterPlace header(String name) {
        return new Header(name);
    }

    /**
     * A place in the document.
     *
     * @param text as it is written
     * @param steps from the outermost value inwards, at least one
     */
    record Field(String text, List<Step> steps) implements FilterPlace {
        public Field {
            steps = List.copyOf(steps);
        }

        /**
         * Reads a path: steps separated by dots, such as {@code data.items.0.price}. A step is a name, in a list a position from 0,
         * or {@code *} for each element of a list and each member of an object; {@code \.} is a dot in a name, {@code \*} a name
         * that is a star.
         *
         * @throws IllegalArgumentException if a step is empty
         */
        public static Field parse(String text) {
            List<Step> steps = new ArrayList<>();
            StringBuilder name = new StringBuilder();
            boolean plain = true;
            for (int i = 0; i <= text.length(); i++) {
                if (i == text.length() || text.charAt(i) == '.') {
                    if (name.isEmpty()) {
                        throw new IllegalArgumentException("'" + text + "' is not a path of fields");
                    }
                    steps.add(Step.of(name.toString(), plain));
                    name.setLength(0);
                    plain = true;
                } else if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                    i++;
                    name.append(text.charAt(i));
                    plain = false;
                } else {
                    name.append(text.charAt(i));
                }
            }
            return new Field(text, steps);
        }

        /** Whether there may be several values. */
        public boolean mayHaveSeveral() {
            return steps.stream().anyMatch(Step::each);
        }

        /** The first value there; empty where nothing is, or JSON's null. */
        public Optional<JsonNode> in(JsonNode document) {
            List<JsonNode> found = new ArrayList<>(1);
            any(document, 0, found::add);
            return found.stream().findFirst();
        }

        @Override
        public boolean any(RoutableEvent event, Predicate<JsonNode> wanted) {
            return any(event.document(), 0, wanted);
        }

        private boolean any(JsonNode from, int depth, Predicate<JsonNode> wanted) {
            JsonNode node = from;
            for (int i = depth; i < steps.size(); i++) {
                Step step = steps.get(i);
                if (step.each()) {
                    return anyChild(node, i + 1, wanted);
                }
                node = step.in(node);
                if (node == null) {
                    return false;
                }
            }
            return !node.isMissingNode() && !node.isNull() && wanted.test(node);
        }

        private boolean anyChild(JsonNode parent, int depth, Predicate<JsonNode> wanted) {
            for (JsonNode child : parent) {
                if (any(child, depth, wanted)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * One step of a path.
     *
     * @param name of a member
     * @param position in a list; -1 where the name is none
     * @param each whether it goes to every child
     */
    record Step(String name, int position, boolean each) {
        private static final Pattern POSITION = Pattern.compile("\\d{1,9}");

        static Step of(String name, boolean plain) {
            int position = POSITION.matcher(name).matches() ? Integer.parseInt(name) : -1;
            return new Step(name, position, plain && name.equals("*"));
        }

        /** What is there; null where nothing is. */
        @Nullable
        JsonNode in(JsonNode node) {
            return position >= 0 && node.isArray() ? node.get(position) : node.get(name);
        }
    }

    /**
     * A header of the request; one that came several times has as many values.
     *
     * @param name in lower case
     */
    record Header(String name) implements FilterPlace {
        public Header {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String text() {
            return "header " + name;
        }

        @Override
        public boolean any(RoutableEvent event, Predicate<JsonNode> wanted) {
            JsonNode value = event.headers().path(name);
            if (!value.isArray()) {
                return !value.isMissingNode() && !value.isNull() && wanted.test(value);
            }
            for (JsonNode one : value) {
                if (wanted.test(one)) {
                    return true;
                }
            }
            return false;
        }
    }
}
