package io.waitress.servlet.internal.security;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of credentials to text. */
final class Utf8 {

    private Utf8() {
    }

    /** Returns the text, refusing with 400 what is not UTF-8, or has control characters, as neither may have. */
    static String decode(String what, byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Authorization.malformed(what + " is not in UTF-8");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw Authorization.malformed(what + " has a control character");
            }
        }
        return text;
    }
}
