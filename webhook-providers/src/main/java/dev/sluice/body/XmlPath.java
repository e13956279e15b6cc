package dev.sluice.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute location path of XPath 1.0 in its abbreviated form, as far as one pass over the document can follow it:
 * {@code /Envelope/Id}, {@code /Envelope/Item[2]/@id}, {@code //Id}, {@code /Order/Number/text()}.
 *
 * <p>Names are compared without their prefix where the path gives none.
 *
 * @param text as written
 * @param anywhere whether the first step may be at any depth
 * @param steps the elements on the way
 * @param attribute of the last element; empty for its text
 */
public record XmlPath(String text, boolean anywhere, List<Step> steps, Optional<String> attribute) {
    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_.-]*(?::[\\p{L}_][\\p{L}\\p{N}_.-]*)?";
    private static final Pattern STEP = Pattern.compile("(" + NAME + "|\\*)(?:\\[([1-9]\\d{0,5})])?");
    private static final Pattern ATTRIBUTE = Pattern.compile("@(" + NAME + ")");

    /**
     * One element on the way.
     *
     * @param position among those of its name within their parent, from 1; 0 for the first that leads on
     */
    public record Step(String name, int position) {
        boolean takes(String qualifiedName) {
            int colon = name.indexOf(':') < 0 ? qualifiedName.indexOf(':') : -1;
            return name.equals("*") || name.contentEquals(qualifiedName.substring(colon + 1));
        }
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException with the reason if it is none, or one that would need the whole tree
     */
    public static XmlPath parse(String text) {
        boolean anywhere = text.startsWith("//");
        if (!text.startsWith("/") || text.length() < 2) {
            throw new IllegalArgumentException("'" + text + "' is not an absolute path such as /Envelope/Id");
        }
        String[] parts = text.substring(anywhere ? 2 : 1).split("/", -1);
        List<Step> steps = new ArrayList<>();
        Optional<String> attribute = Optional.empty();
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            Matcher step = STEP.matcher(parts[i]);
            Matcher named = ATTRIBUTE.matcher(parts[i]);
            if (step.matches()) {
                steps.add(new Step(step.group(1), step.group(2) == null ? 0 : Integer.parseInt(step.group(2))));
            } else if (last && i > 0 && named.matches()) {
                attribute = Optional.of(named.group(1));
            } else if (!last || i == 0 || !parts[i].equals("text()")) {
                throw new IllegalArgumentException("'" + text + "' has a step that is not supported: '" + parts[i]
                        + "'; there are /Name, /Name[2], /*, //Name at the start, /@name and /text() at the end");
            }
        }
        return new XmlPath(text, anywhere, List.copyOf(steps), attribute);
    }
}
