package io.waitress.servlet.internal.text;

import java.util.Locale;

/**
 * Reads and changes the text of {@code Content-Type} and similar fields (RFC 9110, section 8.3.1) without taking it
 * apart more than a question needs. Names are compared without regard to case.
 */
public final class MediaType {

    private MediaType() {
    }

    /**
     * Returns the type without parameters in lower case, for example {@code text/html}.
     *
     * @param field the field value
     * @return the type and subtype, or whatever precedes the first semicolon
     */
    public static String essence(String field) {
        int semicolon = field.indexOf(';');
        return (semicolon < 0 ? field : field.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the value of the {@code charset} parameter, or null if there is none.
     *
     * @param field the field value, or null
     * @return the name of the charset as written, without quotes, or null
     */
    public static String charset(String field) {
        String charset = field == null || field.indexOf(';') < 0 ? null : parameter(field, "charset");
        return charset == null || charset.isEmpty() ? null : charset;
    }

    /**
     * Returns the value of a parameter, or null if the field does not have it.
     *
     * @param field the field value
     * @param name the name of the parameter
     * @return the value with quotes and escapes resolved, or null
     */
    public static String parameter(String field, String name) {
        FieldParameters parameters = new FieldParameters(field);
        while (parameters.next()) {
            if (parameters.nameIs(name)) {
                return parameters.value();
            }
        }
        return null;
    }

    /**
     * Returns the field value without its {@code charset} parameter, everything else unchanged.
     *
     * @param field the field value
     * @return the shorter value, or the same
     */
    public static String withoutCharset(String field) {
        FieldParameters parameters = new FieldParameters(field);
        StringBuilder kept = new StringBuilder(field.length());
        int copied = 0;
        while (parameters.next()) {
            if (parameters.nameIs("charset")) {
                kept.append(field.substring(copied, parameters.separator()).stripTrailing());
                copied = parameters.end();
            }
        }
        return copied == 0 ? field : kept.append(field, copied, field.length()).toString();
    }

    /**
     * Returns the field value with a {@code charset} parameter instead of the one it may have.
     *
     * @param field the field value
     * @param charset the name of the charset
     * @return the field value ending in {@code ;charset=} and the name
     */
    public static String withCharset(String field, String charset) {
        return withoutCharset(field) + ";charset=" + charset;
    }
}
