package io.waitress.core.internal.log;

/** Puts text that a client has chosen into a line, so that it can neither end the line nor a quotation. */
final class LogText {

    private static final String HEX = "0123456789abcdef";

    private LogText() {
    }

    /** Appends text with quotes, backslashes, control characters and what is not ASCII escaped; {@code -} for null. */
    static void append(StringBuilder line, String text) {
        if (text == null || text.isEmpty()) {
            line.append('-');
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                line.append(c);
            } else if (c <= 0xff) {
                line.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                appendUnicode(line, c);
            }
        }
    }

    /** Appends text that must not have spaces either, since nothing is around it. */
    static void appendWord(StringBuilder line, String text) {
        int start = line.length();
        append(line, text);
        for (int i = start; i < line.length(); i++) {
            if (line.charAt(i) == ' ') {
                line.setCharAt(i, '_');
            }
        }
    }

    /** Appends a string of JSON (RFC 8259, section 7), or null. */
    static void appendJson(StringBuilder line, String text) {
        if (text == null) {
            line.append("null");
            return;
        }
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                line.append(c);
            } else {
                appendUnicode(line, c);
            }
        }
        line.append('"');
    }

    private static void appendUnicode(StringBuilder line, char c) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX.charAt(c >> shift & 15));
        }
    }
}
