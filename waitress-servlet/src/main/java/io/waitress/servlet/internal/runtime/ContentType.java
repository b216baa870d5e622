package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.internal.text.MediaType;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/**
 * Content type, character encoding and locale of a response, and how they depend on each other (Servlet 6.1,
 * section 5.7). In falling order of precedence the encoding comes from {@code setCharacterEncoding} or the charset of
 * {@code setContentType}, from {@code setLocale}, from the application's default. Once there is a writer, its encoding
 * stays. Confined.
 */
final class ContentType {

    private static final String DEFAULT_ENCODING = "ISO-8859-1";
    private static final String UTF_8 = "UTF-8";
    private static final String UTF_8_PARAMETER = "charset=UTF-8";

    private final String applicationEncoding;   // or null
    private String type;                        // as the application gave it, or null
    private String typeEncoding;                // the charset in that text, or null
    private String explicitEncoding;            // or null
    private String localeEncoding;              // or null
    private String writerEncoding;              // null until there is a writer
    private Locale locale;                      // or null

    ContentType(String applicationEncoding) {
        this.applicationEncoding = applicationEncoding;
    }

    void type(String value) {
        type = value;
        typeEncoding = value == null ? null : charsetIn(value);
        if (writerEncoding != null) {
            return;
        }
        if (value == null) {
            encoding(null);
        } else if (typeEncoding != null) {
            explicitEncoding = typeEncoding;
        }
    }

    /** Finds the charset in a content type; the most frequent form without taking it apart. */
    private static String charsetIn(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0) {
            return null;
        }
        boolean space = semicolon + 1 < value.length() && value.charAt(semicolon + 1) == ' ';
        int start = semicolon + (space ? 2 : 1);
        boolean frequent = value.length() - start == UTF_8_PARAMETER.length()
                && value.regionMatches(true, start, UTF_8_PARAMETER, 0, UTF_8_PARAMETER.length());
        return frequent ? UTF_8 : MediaType.charset(value);
    }

    /** Sets the encoding, unless there is a writer; null takes back what was set, by a locale too. */
    void encoding(String name) {
        if (writerEncoding == null) {
            explicitEncoding = name;
            if (name == null) {
                localeEncoding = null;
            }
        }
    }

    /** Sets the locale and the encoding that goes with it, or null. */
    void locale(Locale value, String encodingOfIt) {
        locale = value;
        if (writerEncoding == null) {
            localeEncoding = encodingOfIt;
        }
    }

    /** Returns the locale or null. */
    Locale locale() {
        return locale;
    }

    /** Returns the encoding that is or would be used for text. */
    String encoding() {
        String set = setEncoding();
        if (set != null) {
            return set;
        }
        return applicationEncoding != null ? applicationEncoding : DEFAULT_ENCODING;
    }

    private String setEncoding() {
        if (writerEncoding != null) {
            return writerEncoding;
        }
        return explicitEncoding != null ? explicitEncoding : localeEncoding;
    }

    /**
     * Fixes the encoding for a writer.
     *
     * @throws UnsupportedEncodingException if this JVM does not know it
     */
    Charset charsetForWriter() throws UnsupportedEncodingException {
        String name = encoding();
        Charset charset = charset(name);
        writerEncoding = name;
        return charset;
    }

    /** Forgets that there was a writer, and everything else. */
    void reset() {
        type = null;
        typeEncoding = null;
        explicitEncoding = null;
        localeEncoding = null;
        writerEncoding = null;
        locale = null;
    }

    /** Returns the field value, or null if there is no content type. */
    String field() {
        if (type == null) {
            return null;
        }
        String shown = setEncoding();
        if (shown == null && type.startsWith("text/")) {
            shown = applicationEncoding;
        }
        if (shown == null) {
            return typeEncoding == null ? type : MediaType.withoutCharset(type);
        }
        if (typeEncoding == null) {
            return type.concat(";charset=").concat(shown);
        }
        return shown.equals(typeEncoding) ? type : MediaType.withCharset(type, shown);
    }

    /**
     * Finds a charset by the name that an application or a client gave.
     *
     * @throws UnsupportedEncodingException if this JVM does not know it
     */
    static Charset charset(String name) throws UnsupportedEncodingException {
        if (name.equalsIgnoreCase(UTF_8)) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            UnsupportedEncodingException unsupported =
                    new UnsupportedEncodingException("Character encoding '" + name + "' is not supported");
            unsupported.initCause(e);
            throw unsupported;
        }
    }
}
