package io.waitress.core.internal.parse;

/** Comparisons and searches in ASCII bytes. */
final class Ascii {

    private Ascii() {
    }

    /** Tells whether the bytes from {@code from} up to {@code to} spell {@code text}, whatever the case of letters. */
    static boolean equalsIgnoreCase(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(text.charAt(i)) != lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns the offset of {@code octet} from {@code from} up to {@code to}, or {@code to}. */
    static int find(int octet, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != octet) {
            at++;
        }
        return at;
    }

    private static int lower(int character) {
        return character >= 'A' && character <= 'Z' ? character | 0x20 : character;
    }
}
