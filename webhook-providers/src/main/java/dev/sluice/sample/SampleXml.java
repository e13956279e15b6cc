package dev.sluice.sample;

import dev.sluice.body.XmlPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An XML document that has a value at each of some paths. Not thread-safe. */
final class SampleXml {
    private static final String USUAL_NAME = "Event";

    private @Nullable Element root;
    private boolean rootIsNamed;

    /** One element, its text or its children. */
    private static final class Element {
        private String name;
        private final Map<String, String> attributes = new LinkedHashMap<>();
        private final List<Element> children = new ArrayList<>();
        private String text = "";

        private Element(String name) {
            this.name = name;
        }

        /** @param position from 1; 0 for the first */
        private Element child(String wanted, int position) {
            List<Element> same = new ArrayList<>(
                    children.stream().filter(child -> child.name.equals(wanted)).toList());
            while (same.size() < Math.max(1, position)) {
                Element next = new Element(wanted);
                children.add(next);
                same.add(next);
            }
            return same.get(Math.max(1, position) - 1);
        }
    }

    /** Sets the value at a path; the first path that does not begin just anywhere names the outermost element. */
    void put(XmlPath path, String value) {
        List<XmlPath.Step> steps = path.steps();
        Element at = outermost();
        if (!path.anywhere() && !rootIsNamed) {
            at.name = name(steps.getFirst());
            rootIsNamed = true;
        }
        for (XmlPath.Step step : path.anywhere() ? steps : steps.subList(1, steps.size())) {
            at = at.child(name(step), step.position());
        }
        if (path.attribute().isPresent()) {
            at.attributes.put(path.attribute().get(), value);
        } else {
            at.text = value;
        }
    }

    private Element outermost() {
        Element there = root;
        if (there == null) {
            there = new Element(USUAL_NAME);
            root = there;
        }
        return there;
    }

    private static String name(XmlPath.Step step) {
        return step.name().equals("*") ? USUAL_NAME : step.name();
    }

    /** @param comment tells this document from others with the same values */
    String text(String comment) {
        Element document = outermost();
        Set<String> prefixes = new TreeSet<>();
        collect(document, prefixes);
        prefixes.forEach(prefix -> document.attributes.put("xmlns:" + prefix, "urn:sample:" + prefix));
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?><!-- ")
                .append(comment)
                .append(" -->");
        write(document, text);
        return text.toString();
    }

    private static void collect(Element element, Set<String> prefixes) {
        prefix(element.name, prefixes);
        element.attributes.keySet().forEach(name -> prefix(name, prefixes));
        element.children.forEach(child -> collect(child, prefixes));
    }

    private static void prefix(String name, Set<String> prefixes) {
        int colon = name.indexOf(':');
        if (colon > 0) {
            prefixes.add(name.substring(0, colon));
        }
    }

    private static void write(Element element, StringBuilder text) {
        text.append('<').append(element.name);
        element.attributes.forEach((name, value) -> text.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        text.append('>').append(escaped(element.text));
        element.children.forEach(child -> write(child, text));
        text.append("</").append(element.name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
