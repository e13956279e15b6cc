package dev.sluice.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLStreamReader;

/** Makes a tree of an XML document, in the form that {@link EventDocument#tree} describes. */
final class XmlTree implements XmlPass.Visitor {
    private static final String ATTRIBUTE_MARK = "@";
    private static final String TEXT = "#text";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final Deque<Element> open = new ArrayDeque<>();

    private XmlTree() {}

    /**
     * The document with its outermost element as the only member.
     *
     * @throws UnparsableBodyException if it is not well-formed, declares a document type, or is nested too deeply
     */
    static ObjectNode of(byte[] xml) throws UnparsableBodyException {
        XmlTree tree = new XmlTree();
        XmlPass.over(xml, tree);
        return tree.document;
    }

    /** An element that is open: what has been read of it. */
    private record Element(String name, ObjectNode members, StringBuilder text) {
        JsonNode value() {
            String all = text.toString().strip();
            if (members.isEmpty()) {
                return members.textNode(all);
            }
            if (!all.isEmpty()) {
                members.put(TEXT, all);
            }
            return members;
        }
    }

    @Override
    public void begin(XMLStreamReader reader) {
        ObjectNode members = document.objectNode();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            members.put(ATTRIBUTE_MARK + attributeName(reader, i), reader.getAttributeValue(i));
        }
        open.push(new Element(reader.getLocalName(), members, new StringBuilder(0)));
    }

    /** As written, like the names of elements: {@code xmlns:o}. */
    private static String attributeName(XMLStreamReader reader, int index) {
        String prefix = reader.getAttributePrefix(index);
        String name = reader.getAttributeLocalName(index);
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    @Override
    public void text(String text) {
        Element innermost = open.peek();
        if (innermost != null) {
            innermost.text().append(text);
        }
    }

    @Override
    public void end() {
        Element ended = open.pop();
        Element parent = open.peek();
        add(parent == null ? document : parent.members(), ended.name(), ended.value());
    }

    private static void add(ObjectNode members, String name, JsonNode value) {
        switch (members.get(name)) {
            case null -> members.set(name, value);
            case ArrayNode several -> several.add(value);
            case JsonNode first -> members.putArray(name).add(first).add(value);
        }
    }
}
