package io.waitress.servlet.internal.security;

/** Text of clients in the log. */
final class LogText {

    private static final int LONGEST = 80;

    private LogText() {
    }

    /** Returns text that cannot forge a line, nor control a terminal, nor fill the log. */
    static String of(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '\\') {
                plain.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f || c > 0xa0 && Character.isLetterOrDigit(c)) {
                plain.append(c);
            } else {
                plain.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > LONGEST ? plain + "…" : plain.toString();
    }
}
