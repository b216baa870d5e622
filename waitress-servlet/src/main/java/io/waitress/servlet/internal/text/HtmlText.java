package io.waitress.servlet.internal.text;

/** Text for HTML pages. */
public final class HtmlText {

    private HtmlText() {
    }

    /**
     * Escapes text for use as content or inside a quoted attribute.
     *
     * @param text any text
     * @return the escaped text; the same string if there is nothing to escape
     */
    public static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            String entity = entity(text.charAt(i));
            if (entity != null && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (entity != null) {
                escaped.append(entity);
            } else if (escaped != null) {
                escaped.append(text.charAt(i));
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    private static String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> null;
        };
    }
}
