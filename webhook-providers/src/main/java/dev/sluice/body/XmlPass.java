package dev.sluice.body;

import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One pass over an XML document, within the limits that are set to all: no document type, so many levels and names. */
final class XmlPass {
    private static final int DEPTH_LIMIT = 1_000;
    private static final int ATTRIBUTES_LIMIT = 500;
    private static final int NAMES_LIMIT = 2_000;
    private static final XMLInputFactory FACTORY = factory();

    private final Visitor visitor;
    private final Set<String> names = new HashSet<>();
    private int depth;

    private XmlPass(Visitor visitor) {
        this.visitor = visitor;
    }

    /** What is told of the document, in its order. */
    interface Visitor {
        /** An element begins; the reader has its name, prefix included, and its attributes. */
        void begin(XMLStreamReader reader);

        /** Text, or a piece of it, within the innermost element. */
        void text(String text);

        /** The innermost element ends. */
        void end();
    }

    /**
     * Reads the whole document.
     *
     * @throws UnparsableBodyException if it is not well-formed, declares a document type, or is nested too deeply
     */
    static void over(byte[] xml, Visitor visitor) throws UnparsableBodyException {
        XmlPass pass = new XmlPass(visitor);
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(XmlText.of(xml)));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> pass.begin(reader);
                    case XMLStreamConstants.END_ELEMENT -> pass.end();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> visitor.text(reader.getText());
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new UnparsableBodyException(
                                "XML with a document type or entities of its own is not taken.");
                    case XMLStreamConstants.PROCESSING_INSTRUCTION -> pass.count(reader.getPITarget());
                    default -> {
                        // Comments say nothing about an event.
                    }
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader throws runtime exceptions for some malformed documents; its messages quote the document.
            throw new UnparsableBodyException("The body is not well-formed XML.", e);
        }
    }

    private void begin(XMLStreamReader reader) throws UnparsableBodyException {
        if (depth == DEPTH_LIMIT) {
            throw new UnparsableBodyException("The XML has more than " + DEPTH_LIMIT + " levels.");
        }
        depth++;
        count(reader.getLocalName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            count(reader.getAttributeLocalName(i));
        }
        visitor.begin(reader);
    }

    private void end() {
        depth--;
        visitor.end();
    }

    private void count(String name) throws UnparsableBodyException {
        // The JDK's reader keeps a table of the names of all kinds, which gets slow.
        if (names.add(name) && names.size() > NAMES_LIMIT) {
            throw new UnparsableBodyException("The XML has more than " + NAMES_LIMIT + " names.");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // With namespaces each name is looked up among all that are declared around it.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        // Of entities only &amp; and its like are left; the limits differ from one Java to the next and count those.
        factory.setProperty("jdk.xml.entityExpansionLimit", 0);
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.maxElementDepth", 0);
        factory.setProperty("jdk.xml.elementAttributeLimit", ATTRIBUTES_LIMIT);
        return factory;
    }
}
