package io.waitress.servlet.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * An entity tag (RFC 9110, section 8.8.3). Immutable.
 *
 * @param weak whether it names a representation only up to equivalence
 * @param opaque the text between the quotes
 */
public record EntityTag(boolean weak, String opaque) {

    /**
     * Reads one entity tag.
     *
     * @param text the text
     * @return the tag, or null if the text is not exactly one entity tag
     */
    public static EntityTag parse(String text) {
        String stripped = text.strip();
        List<EntityTag> tags = parseList(stripped);
        return tags.size() == 1 && stripped.endsWith("\"") ? tags.get(0) : null;
    }

    /**
     * Reads the list of an {@code If-Match} or {@code If-None-Match} field.
     *
     * @param field the field value; {@code *} is the caller's to recognise
     * @return the tags up to the first thing that is none
     */
    public static List<EntityTag> parseList(String field) {
        List<EntityTag> tags = new ArrayList<>(2);
        int i = 0;
        while (i < field.length()) {
            char c = field.charAt(i);
            if (c == ',' || c == ' ' || c == '\t') {
                i++;
                continue;
            }
            boolean weak = field.startsWith("W/", i);
            int quote = weak ? i + 2 : i;
            int close = quote < field.length() && field.charAt(quote) == '"' ? field.indexOf('"', quote + 1) : -1;
            if (close < 0) {
                break;
            }
            tags.add(new EntityTag(weak, field.substring(quote + 1, close)));
            i = close + 1;
        }
        return tags;
    }

    /**
     * Compares strongly (RFC 9110, section 8.8.3.2): equal and both not weak.
     *
     * @param other the other tag
     * @return true if the representations are the same byte for byte
     */
    public boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /**
     * Compares weakly: equal, whether weak or not.
     *
     * @param other the other tag
     * @return true if the representations are equivalent
     */
    public boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** Returns the tag as it stands in a field. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
