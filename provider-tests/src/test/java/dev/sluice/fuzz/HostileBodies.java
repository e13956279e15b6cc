package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.BodyFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Bodies of one size in every shape that costs a careless reader dear. */
final class HostileBodies {
    private final int size;

    HostileBodies(int size) {
        this.size = size;
    }

    /** By the name of the shape. */
    Map<String, byte[]> of(BodyFormat format) {
        return switch (format) {
            case JSON -> json();
            case XML -> xml();
            case FORM -> form();
            case ANY -> Map.of("zeros", new byte[size]);
        };
    }

    private Map<String, byte[]> json() {
        Map<String, byte[]> shapes = new LinkedHashMap<>();
        String named = "{\"id\":\"evt_1\",\"type\":\"t\",";
        shapes.put("a long text", filled(named + "\"x\":\"", i -> "x", "\"}"));
        shapes.put("a long text of escapes", filled(named + "\"x\":\"", i -> "\\u0041", "\"}"));
        shapes.put("a long number", filled(named + "\"x\":", i -> "9", "}"));
        shapes.put("a long fraction", filled(named + "\"x\":0.", i -> "9", "}"));
        shapes.put("a long id", filled("{\"type\":\"t\",\"id\":\"", i -> "x", "\"}"));
        shapes.put("a long number for an id", filled("{\"type\":\"t\",\"id\":", i -> "9", "}"));
        shapes.put("huge exponents", filled(named + "\"x\":[", i -> "1e999999999,", "1]}"));
        shapes.put("many numbers", filled(named + "\"x\":[", i -> "1,", "1]}"));
        shapes.put("many fields", filled(named, i -> "\"k" + i + "\":1,", "\"z\":1}"));
        shapes.put("many fields of one name", filled(named, i -> "\"k\":1,", "\"z\":1}"));
        shapes.put("many fields of one hash", filled(named, i -> "\"" + sameHash(i) + "\":1,", "\"z\":1}"));
        shapes.put("many ids", filled("{", i -> "\"id\":1,", "\"type\":\"t\"}"));
        shapes.put("a long name", filled("{\"", i -> "k", "\":1,\"id\":\"1\",\"type\":\"t\"}"));
        shapes.put("deep lists", filled("", i -> "[", ""));
        shapes.put("deep objects", filled("", i -> "{\"data\":", ""));
        shapes.put("deep objects along a path", filled("", i -> "{\"data\":{\"object\":", ""));
        shapes.put("blanks", filled("{", i -> " ", "\"id\":\"1\",\"type\":\"t\"}"));
        shapes.put("not closed", filled("{\"id\":\"1\",\"type\":\"t\",\"x\":\"", i -> "x", ""));
        shapes.put("zeros", new byte[size]);
        shapes.put("a list of objects", filled("[", i -> "{},", "{}]"));
        shapes.put("a list of lists", filled("[", i -> "[],", "[]]"));
        shapes.put("a list of numbers", filled("[", i -> "1,", "1]"));
        shapes.put(
                "a list of events",
                filled(
                        "[",
                        i -> "{\"sg_event_id\":\"" + i + "\",\"event\":\"e\",\"eventId\":" + i
                                + ",\"subscriptionType\":\"t\"},",
                        "{\"sg_event_id\":\"a\",\"event\":\"e\",\"eventId\":0,\"subscriptionType\":\"t\"}]"));
        String item = "{\"NotificationRequestItem\":{\"pspReference\":\"p\",\"eventCode\":\"E\",\"success\":\"true\","
                + "\"additionalData\":{\"hmacSignature\":\"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=\"}}}";
        shapes.put("many notifications", filled("{\"notificationItems\":[", i -> item + ",", item + "]}"));
        shapes.put(
                "many values",
                filled(
                        "{\"value\":[",
                        i -> "{\"clientState\":\"s\",\"changeType\":\"c\",\"resource\":\"r\"},",
                        "{}]}"));
        shapes.put("many entries", filled("{\"object\":\"page\",\"entry\":[", i -> "{\"id\":\"1\"},", "{}]}"));
        shapes.put(
                "many events in data",
                filled("{\"data\":{\"events\":[", i -> "{\"uuid\":\"" + i + "\",\"eventType\":\"t\"},", "{}]}}"));
        return shapes;
    }

    private Map<String, byte[]> xml() {
        Map<String, byte[]> shapes = new LinkedHashMap<>();
        String named = "<Envelope><Id>1</Id><Kind>k</Kind>";
        String end = "</Envelope>";
        shapes.put("a long text", filled(named, i -> "x", end));
        shapes.put("a long id", filled("<Envelope><Kind>k</Kind><Id>", i -> "x", "</Id></Envelope>"));
        shapes.put("many entities", filled(named, i -> "&amp;", end));
        shapes.put("many characters by number", filled(named, i -> "&#65;", end));
        shapes.put("many elements", filled(named, i -> "<e/>", end));
        shapes.put("many elements of many names", filled(named, i -> "<e" + i + "/>", end));
        shapes.put("many elements of one hash", filled(named, i -> "<" + sameHash(i) + "/>", end));
        shapes.put("many ids", filled("<Envelope><Kind>k</Kind>", i -> "<Id>1</Id>", end));
        shapes.put("deep elements", filled("", i -> "<e>", ""));
        shapes.put("deep elements along a path", filled("", i -> "<Envelope>", ""));
        shapes.put("many attributes", filled("<Envelope ", i -> "a" + i + "=\"\" ", "/>"));
        shapes.put("many attributes of one hash", filled("<Envelope ", i -> sameHash(i) + "=\"\" ", "/>"));
        shapes.put("many instructions of many names", filled(named, i -> "<?p" + i + "?>", end));
        shapes.put("many namespaces", filled("<Envelope ", i -> "xmlns:n" + i + "=\"u" + i + "\" ", "/>"));
        shapes.put("a long attribute", filled("<Envelope a=\"", i -> "x", "\"/>"));
        shapes.put("a long name", filled("<", i -> "x", "/>"));
        shapes.put("a long comment", filled("<Envelope><!--", i -> "x", "--><Id>1</Id><Kind>k</Kind></Envelope>"));
        shapes.put("many comments", filled(named, i -> "<!---->", end));
        shapes.put("many sections of text", filled(named, i -> "<![CDATA[]]>", end));
        shapes.put("many instructions", filled(named, i -> "<?p?>", end));
        shapes.put("a bomb of entities", filled(bomb(), i -> "&j;", end));
        shapes.put("many declarations", filled("<!DOCTYPE e [", i -> "<!ENTITY e" + i + " \"x\">", "]><e/>"));
        shapes.put("blanks", filled(named, i -> " ", end));
        shapes.put("zeros", new byte[size]);
        return shapes;
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("<!DOCTYPE Envelope [<!ENTITY a \"aaaaaaaaaa\">");
        for (char name = 'b'; name <= 'j'; name++) {
            String before = "&" + (char) (name - 1) + ";";
            text.append("<!ENTITY ")
                    .append(name)
                    .append(" \"")
                    .append(before.repeat(10))
                    .append("\">");
        }
        return text.append("]><Envelope><Id>1</Id><Kind>k</Kind>").toString();
    }

    private Map<String, byte[]> form() {
        Map<String, byte[]> shapes = new LinkedHashMap<>();
        String named = "id=1&type=t&";
        shapes.put("a long value", filled(named + "x=", i -> "x", ""));
        shapes.put("a long value of escapes", filled(named + "x=", i -> "%41", ""));
        shapes.put("a long id", filled("type=t&id=", i -> "x", ""));
        shapes.put("many fields", filled(named, i -> "k" + i + "=1&", "z=1"));
        shapes.put("many fields of one name", filled(named, i -> "k=" + i + "&", "z=1"));
        shapes.put("many fields of one hash", filled(named, i -> sameHash(i) + "=&", "z=1"));
        shapes.put("bare fields before a long one", filled(named + "k&".repeat(1_900), i -> "x", ""));
        shapes.put("many separators", filled(named, i -> "&", ""));
        shapes.put("many equals signs", filled(named, i -> "=", ""));
        shapes.put("broken escapes", filled(named + "x=", i -> "%", ""));
        shapes.put("a document of lists", filled(named + "payload=", i -> "[", ""));
        shapes.put("a document of bytes", filled("bt_signature=a%7Cb&bt_payload=", i -> "PGE+", ""));
        shapes.put("many signatures", filled("bt_payload=a&bt_signature=", i -> "k%7Ca%26", "k%7Ca"));
        shapes.put("zeros", new byte[size]);
        return shapes;
    }

    /** Of the texts of 20 letters, one of a million with the same {@link String#hashCode()}. */
    private static String sameHash(int index) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 20; bit++) {
            text.append((index >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private byte[] filled(String start, IntFunction<String> filling, String end) {
        StringBuilder text = new StringBuilder(size).append(start);
        for (int i = 0; text.length() < size - end.length() - 200; i++) {
            text.append(filling.apply(i));
        }
        byte[] bytes = text.append(end).toString().getBytes(UTF_8);
        return bytes.length <= size ? bytes : Arrays.copyOf(bytes, size);
    }
}
