package io.waitress.servlet.internal.text;

/**
 * Walks over the parameters that follow the first semicolon of a field value: {@code ; name=value} with the value a
 * token or a quoted string (RFC 9110, section 5.6.6). Confined.
 */
final class FieldParameters {

    private final String field;
    private int position;
    private int separator;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int end;

    FieldParameters(String field) {
        this.field = field;
        int semicolon = field.indexOf(';');
        this.position = semicolon < 0 ? field.length() : semicolon;
    }

    /** Moves on to the next parameter that has an equals sign; false if there is none. */
    boolean next() {
        while (position < field.length()) {
            separator = position;
            nameStart = skipBlanks(position + 1);
            nameEnd = nameStart;
            while (nameEnd < field.length() && field.charAt(nameEnd) != '=' && field.charAt(nameEnd) != ';') {
                nameEnd++;
            }
            boolean hasValue = nameEnd < field.length() && field.charAt(nameEnd) == '=';
            valueStart = hasValue ? skipBlanks(nameEnd + 1) : nameEnd;
            end = valueEnd(valueStart);
            position = end;
            if (hasValue) {
                return true;
            }
        }
        return false;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < field.length() && (field.charAt(i) == ' ' || field.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private int valueEnd(int from) {
        int i = from;
        if (i < field.length() && field.charAt(i) == '"') {
            i++;
            while (i < field.length() && field.charAt(i) != '"') {
                i += field.charAt(i) == '\\' ? 2 : 1;
            }
        }
        int semicolon = field.indexOf(';', Math.min(i, field.length()));
        return semicolon < 0 ? field.length() : semicolon;
    }

    boolean nameIs(String name) {
        String written = name();
        return written.equalsIgnoreCase(name);
    }

    String name() {
        return field.substring(nameStart, nameEnd).stripTrailing();
    }

    /** Returns the value without quotes, every escaped character resolved. */
    String value() {
        return value(false);
    }

    /**
     * Returns the value without quotes.
     *
     * @param pathsKept whether only quotes and backslashes may be escaped, so that the backslashes of a Windows path
     *     that was not escaped survive
     */
    String value(boolean pathsKept) {
        String text = field.substring(valueStart, end).strip();
        if (text.isEmpty() || text.charAt(0) != '"') {
            return text;
        }
        StringBuilder value = new StringBuilder(text.length());
        for (int i = 1; i < text.length() && text.charAt(i) != '"'; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && (!pathsKept || "\"\\".indexOf(text.charAt(i + 1)) >= 0)) {
                c = text.charAt(++i);
            }
            value.append(c);
        }
        return value.toString();
    }

    /** Returns where the semicolon before the parameter is. */
    int separator() {
        return separator;
    }

    /** Returns where the parameter ends: at the next semicolon or the end of the field. */
    int end() {
        return end;
    }
}
