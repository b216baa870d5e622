package io.waitress.servlet.internal.text;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Reads {@code application/x-www-form-urlencoded} text, which queries are as well: pairs separated by {@code &}, name
 * and value by the first {@code =}, {@code +} for a space. A piece without {@code =} is a name with an empty value;
 * empty pieces are skipped. Malformed percent-encodings and bytes that are malformed in the charset are refused.
 */
public final class FormDecoder {

    private final byte[] input;
    private final Charset charset;
    private byte[] scratch;

    private FormDecoder(byte[] input, Charset charset) {
        this.input = input;
        this.charset = charset;
    }

    /**
     * Reads a query.
     *
     * @param query the query without the question mark; characters outside ASCII stand for themselves
     * @param charset the charset of percent-encoded bytes
     * @param into receives the parameters
     * @throws InvalidParametersException with status 400 if malformed, 413 beyond the limit of {@code into}
     */
    public static void decode(String query, Charset charset, Parameters into) {
        byte[] bytes = UrlEncoding.encodeNonAscii(query, charset).getBytes(StandardCharsets.ISO_8859_1);
        decode(bytes, 0, bytes.length, charset, into);
    }

    /**
     * Reads the body of a form.
     *
     * @param body holds the body
     * @param offset its first byte
     * @param length its length in bytes
     * @param charset the charset of the bytes, percent-encoded or not
     * @param into receives the parameters
     * @throws InvalidParametersException with status 400 if malformed, 413 beyond the limit of {@code into}
     */
    public static void decode(byte[] body, int offset, int length, Charset charset, Parameters into) {
        FormDecoder decoder = new FormDecoder(body, charset);
        int end = offset + length;
        int start = offset;
        while (start < end) {
            int equals = -1;
            int i = start;
            for (; i < end && body[i] != '&'; i++) {
                if (body[i] == '=' && equals < 0) {
                    equals = i;
                }
            }
            if (equals >= 0) {
                into.add(decoder.text(start, equals), decoder.text(equals + 1, i));
            } else if (i > start) {
                into.add(decoder.text(start, i), "");
            }
            start = i + 1;
        }
    }

    private String text(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = input[i];
            if (b == '%' || b == '+' || b < 0) {
                return decoded(from, to);
            }
        }
        return new String(input, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decoded(int from, int to) {
        if (scratch == null || scratch.length < to - from) {
            scratch = new byte[Math.max(64, to - from)];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = input[i];
            if (b == '%') {
                b = octet(i, to);
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            scratch[length++] = b;
        }
        try {
            return StrictText.decode(scratch, 0, length, charset);
        } catch (CharacterCodingException e) {
            throw new InvalidParametersException(400, "A parameter is not valid " + charset.name());
        }
    }

    private byte octet(int percent, int end) {
        int high = percent + 1 < end ? UrlEncoding.hexDigit(input[percent + 1]) : -1;
        int low = percent + 2 < end ? UrlEncoding.hexDigit(input[percent + 2]) : -1;
        if (high < 0 || low < 0) {
            throw new InvalidParametersException(400, "'%' in a parameter is not followed by two hexadecimal digits");
        }
        return (byte) ((high << 4) + low);
    }
}
