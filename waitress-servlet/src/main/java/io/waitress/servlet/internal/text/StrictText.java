package io.waitress.servlet.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes to text, refusing what is malformed in the charset instead of replacing it. */
final class StrictText {

    private StrictText() {
    }

    static String decode(byte[] bytes, int offset, int length, Charset charset) throws CharacterCodingException {
        if (charset.equals(StandardCharsets.ISO_8859_1)) {
            return new String(bytes, offset, length, charset);
        }
        if (charset.equals(StandardCharsets.UTF_8)) {
            String text = new String(bytes, offset, length, charset);
            if (text.indexOf('\uFFFD') < 0) {
                return text;
            }
        }
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length)).toString();
    }
}
