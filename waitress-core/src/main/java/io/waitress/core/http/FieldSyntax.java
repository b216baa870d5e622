package io.waitress.core.http;

/** What field names and values may consist of (RFC 9110, sections 5.1 and 5.5). */
final class FieldSyntax {

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private FieldSyntax() {
    }

    static void requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("header name: expected at least one character");
        }
        for (int i = 0, length = name.length(); i < length; i++) {
            char c = name.charAt(i);
            if (c >= 128 || !TOKEN[c]) {
                throw new IllegalArgumentException(
                        "header name \"" + escape(name) + "\": " + describe(name, i) + " is not allowed in a token");
            }
        }
    }

    /** Returns the value without surrounding spaces and tabs, or throws. */
    static String requireValue(String name, String value) {
        int bad = firstBadValueCharacter(value);
        if (bad >= 0) {
            throw new IllegalArgumentException("header " + name + ": " + describe(value, bad) + " is not allowed");
        }
        int length = value.length();
        if (length == 0 || value.charAt(0) > ' ' && value.charAt(length - 1) > ' ') {
            return value;
        }
        return trim(value);
    }

    /** Returns the index of the first control character or character beyond Latin-1, or -1 if there is none. */
    static int firstBadValueCharacter(String value) {
        for (int i = 0, length = value.length(); i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c > 0xff || c == 0x7f) {
                return i;
            }
        }
        return -1;
    }

    static String describe(String text, int index) {
        return String.format("character U+%04X at position %d", (int) text.charAt(index), index);
    }

    private static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && value.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && value.charAt(end - 1) <= ' ') {
            end--;
        }
        return value.substring(start, end);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return escaped.toString();
    }
}
