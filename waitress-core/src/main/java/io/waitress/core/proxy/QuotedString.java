package io.waitress.core.proxy;

/** Values that may be quoted (RFC 9110, section 5.6.4). */
final class QuotedString {

    private QuotedString() {
    }

    /**
     * Returns the value without its quotes and escapes, or as it is if it has none.
     *
     * @throws IllegalArgumentException if quotes do not enclose the value
     */
    static String unquote(String value) {
        if (value.indexOf('"') < 0) {
            return value;
        }
        int end = value.length() - 1;
        if (end < 1 || value.charAt(0) != '"') {
            throw new IllegalArgumentException("invalid quoting");
        }
        StringBuilder text = new StringBuilder(end);
        for (int i = 1; i < end; i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                c = value.charAt(++i);
            } else if (c == '"') {
                throw new IllegalArgumentException("invalid quoting");
            }
            // A backslash before the last quote escapes it, so the string does not end.
            if (i == end) {
                throw new IllegalArgumentException("invalid quoting");
            }
            text.append(c);
        }
        if (value.charAt(end) != '"') {
            throw new IllegalArgumentException("invalid quoting");
        }
        return text.toString();
    }
}
