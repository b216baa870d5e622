package io.waitress.servlet.internal.runtime;

/**
 * Makes header values that applications set fit for the wire, as servers have always done: what would end the line
 * becomes a space (RFC 9110, section 5.5), what is not ISO-8859-1 a question mark.
 */
final class FieldText {

    private FieldText() {
    }

    /** Returns the value with its forbidden characters replaced; the same string if it has none. */
    static String clean(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                return replaced(value);
            }
        }
        return value;
    }

    private static String replaced(String value) {
        char[] chars = value.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (!allowed(chars[i])) {
                chars[i] = chars[i] > 0xff ? '?' : ' ';
            }
        }
        return new String(chars);
    }

    private static boolean allowed(char c) {
        return c >= 0x20 && c <= 0xff && c != 0x7f || c == '\t';
    }
}
