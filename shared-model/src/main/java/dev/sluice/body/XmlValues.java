package dev.sluice.body;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The texts found at paths into an XML document: read in one pass over all of it, without building a tree. */
public final class XmlValues {
    private static final int TEXT_LIMIT = 1_024;
    private static final int DEPTH_LIMIT = 1_000;
    private static final int ATTRIBUTES_LIMIT = 500;
    private static final int NAMES_LIMIT = 2_000;
    private static final Element NOTHING = new Element(List.of(), Map.of(), List.of());
    private static final XMLInputFactory FACTORY = factory();

    private final Map<XmlPath, StringBuilder> found = new HashMap<>();
    private final Collection<XmlPath> paths;
    private final boolean anywhere;
    private final Set<String> names = new HashSet<>();
    private final Deque<Element> open = new ArrayDeque<>();

    private XmlValues(Collection<XmlPath> paths) {
        this.paths = paths;
        this.anywhere = paths.stream().anyMatch(XmlPath::anywhere);
    }

    /**
     * Reads the whole document and keeps what is at the paths.
     *
     * @throws UnparsableBodyException if it is not well-formed, declares a document type, or is nested too deeply
     */
    public static XmlValues read(byte[] xml, Collection<XmlPath> paths) throws UnparsableBodyException {
        XmlValues values = new XmlValues(paths);
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> values.begin(reader);
                    case XMLStreamConstants.END_ELEMENT -> values.open.pop();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> values.text(reader);
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new UnparsableBodyException("document types and entities of their own are not taken");
                    default -> {
                        // Comments and processing instructions say nothing about an event.
                    }
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader throws runtime exceptions for some malformed documents; its messages quote the document.
            throw new UnparsableBodyException("not well-formed XML", e);
        }
        return values;
    }

    /** The text at a path, blanks around it removed; absent where the element is missing or empty. */
    public Optional<String> at(XmlPath path) {
        return Optional.ofNullable(found.get(path))
                .map(text -> text.toString().strip())
                .filter(text -> !text.isEmpty());
    }

    /**
     * An element that is open.
     *
     * @param matched for each path begun, how many of its steps lead here
     * @param seen how often each step's name was met among the children
     * @param taking the paths whose text is this element's
     */
    private record Element(List<Progress> matched, Map<String, Integer> seen, List<XmlPath> taking) {}

    private record Progress(XmlPath path, int steps) {}

    private void begin(XMLStreamReader reader) throws UnparsableBodyException {
        if (open.size() == DEPTH_LIMIT) {
            throw new UnparsableBodyException("XML of more than " + DEPTH_LIMIT + " levels");
        }
        String name = reader.getLocalName();
        // The JDK's reader keeps a table of them, which gets slow.
        if (names.add(name) && names.size() > NAMES_LIMIT) {
            throw new UnparsableBodyException("XML of more than " + NAMES_LIMIT + " names");
        }
        Element parent = open.peek();
        if (parent != null && parent.matched().isEmpty() && !anywhere) {
            open.push(NOTHING);
            return;
        }
        List<Progress> matched = new ArrayList<>(0);
        List<XmlPath> taking = new ArrayList<>(0);
        if (parent != null) {
            parent.matched().forEach(progress -> advance(parent, progress, name, matched));
        }
        for (XmlPath path : paths) {
            if (parent == null || path.anywhere()) {
                advance(parent, new Progress(path, 0), name, matched);
            }
        }
        for (Progress progress : matched) {
            XmlPath path = progress.path();
            if (progress.steps() == path.steps().size() && !found.containsKey(path)) {
                if (path.attribute().isPresent()) {
                    attribute(reader, path.attribute().get())
                            .ifPresent(value -> found.put(path, new StringBuilder(cut(value))));
                } else {
                    found.put(path, new StringBuilder());
                    taking.add(path);
                }
            }
        }
        open.push(matched.isEmpty() && !anywhere ? NOTHING : new Element(matched, new HashMap<>(0), taking));
    }

    private static void advance(
            @Nullable Element parent, Progress progress, String name, List<Progress> matched) {
        if (progress.steps() == progress.path().steps().size()) {
            return;
        }
        XmlPath.Step step = progress.path().steps().get(progress.steps());
        if (!step.takes(name)) {
            return;
        }
        if (step.position() > 0) {
            String counter = progress.path().text() + progress.steps();
            int position = parent == null ? 1 : parent.seen().merge(counter, 1, Integer::sum);
            if (step.position() != position) {
                return;
            }
        }
        matched.add(new Progress(progress.path(), progress.steps() + 1));
    }

    private static Optional<String> attribute(XMLStreamReader reader, String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (new XmlPath.Step(name, 0).takes(reader.getAttributeLocalName(i))) {
                return Optional.of(reader.getAttributeValue(i));
            }
        }
        return Optional.empty();
    }

    private void text(XMLStreamReader reader) {
        Element innermost = open.peek();
        if (innermost != null && !innermost.taking().isEmpty()) {
            String text = reader.getText();
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

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // With namespaces each name is looked up among all that are declared around it.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty("jdk.xml.elementAttributeLimit", ATTRIBUTES_LIMIT);
        return factory;
    }
}
