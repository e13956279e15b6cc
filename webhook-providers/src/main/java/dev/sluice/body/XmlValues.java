package dev.sluice.body;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;

/** The texts found at paths into an XML document: read in one pass over all of it, without building a tree. */
public final class XmlValues {
    private static final int TEXT_LIMIT = 1_024;
    private static final Element OF_NO_INTEREST = new Element(List.of(), List.of());

    private final Map<XmlPath, StringBuilder> found = new HashMap<>();
    private final List<Progress> fromTheRoot;
    private final Deque<Element> open = new ArrayDeque<>();

    private XmlValues(Collection<XmlPath> paths) {
        this.fromTheRoot = paths.stream().map(path -> new Progress(path, 0)).toList();
    }

    /**
     * Reads the whole document and keeps what is at the paths.
     *
     * @throws UnparsableBodyException if it is not well-formed, declares a document type, or is nested too deeply
     */
    public static XmlValues read(byte[] xml, Collection<XmlPath> paths) throws UnparsableBodyException {
        XmlValues values = new XmlValues(paths);
        XmlPass.over(xml, values.new Visitor());
        return values;
    }

    /** The text at a path, blanks around it removed; absent where the element is missing or empty. */
    public Optional<String> at(XmlPath path) {
        return Optional.ofNullable(found.get(path))
                .map(text -> text.toString().strip())
                .filter(text -> !text.isEmpty());
    }

    private final class Visitor implements XmlPass.Visitor {
        @Override
        public void begin(XMLStreamReader reader) {
            XmlValues.this.begin(reader);
        }

        @Override
        public void text(String text) {
            XmlValues.this.text(text);
        }

        @Override
        public void end() {
            open.pop();
        }
    }

    /**
     * An element that is open.
     *
     * @param begun the paths that may lead on from here
     * @param taking the paths whose text is this element's
     */
    private record Element(List<Progress> begun, List<XmlPath> taking) {}

    /** How many of a path's steps lead to an element, and how many children of the next step's name it has had. */
    private static final class Progress {
        private final XmlPath path;
        private final int steps;
        private int seen;

        Progress(XmlPath path, int steps) {
            this.path = path;
            this.steps = steps;
        }

        boolean isComplete() {
            return steps == path.steps().size();
        }

        boolean leadsTo(String name) {
            if (isComplete() || !path.steps().get(steps).takes(name)) {
                return false;
            }
            seen++;
            int position = path.steps().get(steps).position();
            return position == 0 || position == seen;
        }
    }

    private void begin(XMLStreamReader reader) {
        String name = reader.getLocalName();
        Element parent = open.peek();
        List<Progress> begun = anywhere();
        List<XmlPath> taking = List.of();
        for (Progress progress : parent == null ? fromTheRoot : parent.begun()) {
            if (progress.leadsTo(name)) {
                Progress here = new Progress(progress.path, progress.steps + 1);
                begun = added(begun, here);
                if (here.isComplete() && take(reader, here.path)) {
                    taking = added(taking, here.path);
                }
            }
        }
        open.push(begun.isEmpty() && taking.isEmpty() ? OF_NO_INTEREST : new Element(begun, taking));
    }

    /** Whether the element's text is a path's. */
    private boolean take(XMLStreamReader reader, XmlPath path) {
        if (found.containsKey(path)) {
            return false;
        }
        if (path.attribute().isPresent()) {
            attribute(reader, path.attribute().get())
                    .ifPresent(value -> found.put(path, new StringBuilder(cut(value))));
            return false;
        }
        found.put(path, new StringBuilder());
        return true;
    }

    /** The paths that may begin at any element; those that count have to do so in each anew. */
    private List<Progress> anywhere() {
        List<Progress> begun = List.of();
        for (Progress progress : fromTheRoot) {
            if (progress.path.anywhere()) {
                begun = added(begun, new Progress(progress.path, 0));
            }
        }
        return begun;
    }

    // Most elements of most documents lead nowhere, and cost nothing so.
    private static <T> List<T> added(List<T> list, T element) {
        List<T> grown = list.isEmpty() ? new ArrayList<>(2) : list;
        grown.add(element);
        return grown;
    }

    private static Optional<String> attribute(XMLStreamReader reader, String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (new XmlPath.Step(name, 0).takes(reader.getAttributeLocalName(i))) {
                return Optional.of(reader.getAttributeValue(i));
            }
        }
        return Optional.empty();
    }

    private void text(String text) {
        Element innermost = open.peek();
        if (innermost != null && !innermost.taking().isEmpty()) {
            for (XmlPath path : innermost.taking()) {
                StringBuilder all = found.get(path);
                if (all != null && all.length() < TEXT_LIMIT) {
                    all.append(cut(text));
                }
            }
        }
    }

    private static String cut(String text) {
        return text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT);
    }
}
