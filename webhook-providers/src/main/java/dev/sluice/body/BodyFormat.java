package dev.sluice.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an endpoint's bodies are. */
public enum BodyFormat {
    /** RFC 8259. */
    JSON,
    /** XML 1.0, without document type declarations. */
    XML,
    /** {@code application/x-www-form-urlencoded}, of the WHATWG URL standard. */
    FORM,
    /** Anything; never parsed. */
    ANY;

    /** The content type that senders of this format give. */
    public String contentType() {
        return switch (this) {
            case JSON -> "application/json";
            case XML -> "application/xml";
            case FORM -> "application/x-www-form-urlencoded";
            case ANY -> "application/octet-stream";
        };
    }

    /**
     * Whether bodies of a content type are of this format.
     *
     * @param contentType the header as sent, parameters included; empty where there is none
     */
    public boolean carriedBy(String contentType) {
        String type = mediaType(contentType);
        return switch (this) {
            case JSON -> type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
            case XML -> type.equals("application/xml") || type.equals("text/xml") || type.endsWith("+xml");
            case FORM -> type.equals("application/x-www-form-urlencoded");
            case ANY -> true;
        };
    }

    /**
     * A content type without its parameters, in lower case. One that a proxy has put together of several lines
     * ({@code application/json, application/json}) is one if they say the same.
     */
    public static String mediaType(String contentType) {
        List<String> types = elements(contentType).stream()
                .map(BodyFormat::type)
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
        return types.size() == 1 ? types.getFirst() : type(contentType);
    }

    /** Cut at the commas that are not within a quoted parameter. */
    private static List<String> elements(String contentType) {
        if (contentType.indexOf(',') < 0) {
            return List.of(contentType);
        }
        List<String> elements = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < contentType.length(); i++) {
            if (contentType.charAt(i) == '"') {
                quoted = !quoted;
            } else if (contentType.charAt(i) == ',' && !quoted) {
                elements.add(contentType.substring(start, i));
                start = i + 1;
            }
        }
        elements.add(contentType.substring(start));
        return elements;
    }

    private static String type(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
