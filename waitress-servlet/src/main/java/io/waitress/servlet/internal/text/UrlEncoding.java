package io.waitress.servlet.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1). */
public final class UrlEncoding {

    private static final CharacterTable PATH = new CharacterTable(CharacterTable.ALPHANUMERIC + "-._~/!$&'()*+,=:@");
    private static final CharacterTable ASCII_TEXT = PATH.with("%?#[];\"<>\\^`{|} ");
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UrlEncoding() {
    }

    /**
     * Encodes a path so that it decodes to the same path again. Slashes stay; a semicolon is encoded, since it would
     * begin path parameters.
     *
     * @param path the decoded path
     * @return the encoded path; the same string if there is nothing to encode
     */
    public static String encodePath(String path) {
        return encode(path, PATH, StandardCharsets.UTF_8);
    }

    /**
     * Encodes only what is not ASCII text, leaving existing percent-encodings alone.
     *
     * @param text partly encoded text
     * @param charset the charset of the encoded bytes
     * @return ASCII text; the same string if it was ASCII already
     */
    public static String encodeNonAscii(String text, Charset charset) {
        return encode(text, ASCII_TEXT, charset);
    }

    private static String encode(String text, CharacterTable kept, Charset charset) {
        int i = 0;
        while (i < text.length() && kept.contains(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 24).append(text, 0, i);
        while (i < text.length()) {
            if (kept.contains(text.charAt(i))) {
                encoded.append(text.charAt(i++));
                continue;
            }
            int start = i;
            while (i < text.length() && !kept.contains(text.charAt(i))) {
                i++;
            }
            for (byte b : text.substring(start, i).getBytes(charset)) {
                encoded.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
            }
        }
        return encoded.toString();
    }

    /**
     * Decodes {@code %nn} sequences; a plus sign stays a plus sign.
     *
     * @param text the encoded text
     * @param charset the charset of the encoded bytes
     * @return the decoded text; the same string if there is nothing to decode
     * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits, or the bytes are
     *     malformed in the charset
     */
    public static String decode(String text, Charset charset) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        int from = 0;
        while (percent >= 0) {
            decoded.append(text, from, percent);
            run.reset();
            int i = percent;
            for (; i < text.length() && text.charAt(i) == '%'; i += 3) {
                run.write(octet(text, i));
            }
            decoded.append(strictly(run.toByteArray(), charset));
            from = i;
            percent = text.indexOf('%', from);
        }
        return decoded.append(text, from, text.length()).toString();
    }

    private static int octet(String text, int percent) {
        int high = percent + 1 < text.length() ? hexDigit(text.charAt(percent + 1)) : -1;
        int low = percent + 2 < text.length() ? hexDigit(text.charAt(percent + 2)) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("'%' is not followed by two hexadecimal digits");
        }
        return (high << 4) + low;
    }

    private static String strictly(byte[] bytes, Charset charset) {
        try {
            return StrictText.decode(bytes, 0, bytes.length, charset);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("percent-encoded bytes are not valid " + charset.name(), e);
        }
    }

    /** Returns the value of an ASCII hexadecimal digit, or -1. */
    static int hexDigit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
