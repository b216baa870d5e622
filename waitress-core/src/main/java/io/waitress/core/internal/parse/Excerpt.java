package io.waitress.core.internal.parse;

/** Shows bytes of a request in an error message: short, printable ASCII, nothing that markup could be made of. */
final class Excerpt {

    private static final int MAX_BYTES = 40;
    private static final String ESCAPED = "\"'\\<>&`";

    private Excerpt() {
    }

    /** Returns the bytes from {@code from} up to {@code to} in double quotes, cut after 40 bytes. */
    static String of(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder("\"");
        int shown = Math.min(to, from + MAX_BYTES);
        for (int i = from; i < shown; i++) {
            append(text, bytes[i]);
        }
        return text.append(shown < to ? "\"..." : "\"").toString();
    }

    /** Returns one byte as hexadecimal number, with its name or character where that helps. */
    static String of(int octet) {
        int unsigned = octet & 0xFF;
        String hex = String.format("0x%02X", unsigned);
        return switch (unsigned) {
            case 0 -> hex + " (NUL)";
            case '\t' -> hex + " (tab)";
            case '\n' -> hex + " (LF)";
            case '\r' -> hex + " (CR)";
            case ' ' -> hex + " (space)";
            default -> plain(unsigned) ? hex + " (" + (char) unsigned + ")" : hex;
        };
    }

    private static void append(StringBuilder text, int octet) {
        if (octet == ' ' || plain(octet)) {
            text.append((char) octet);
        } else {
            text.append(String.format("\\x%02X", octet & 0xFF));
        }
    }

    private static boolean plain(int octet) {
        return octet > ' ' && octet < 0x7F && ESCAPED.indexOf(octet) < 0;
    }
}
