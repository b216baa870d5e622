package io.waitress.core.internal.parse;

import io.waitress.core.http.HttpException;
import java.nio.ByteBuffer;

/**
 * Scans the line before the data of a chunk (RFC 9112, section 7.1), resumable at every byte. Extensions are checked
 * to the letter, then ignored: leniency here is where a proxy and a server come to disagree about the end of a line.
 *
 * <pre>
 * SIZE ─→ EXTENSION ─";"→ NAME ─"="→ VALUE_START ─→ TOKEN
 *   │         ↑ ↑           │             └──'"'→ QUOTED ⇄ ESCAPED
 *   │         │ └───────────┤                        │
 *   │         └── CLOSED ←──┴── (a complete value) ──┘
 *   └─────── CR ──→ LINE_FEED ─LF→ DONE   (CR also after a name or value)
 * </pre>
 *
 * Confined to the dispatcher role.
 */
final class ChunkLine {

    /**
     * Bytes of extensions accepted in a body, beyond one for each byte of content received. So a signature on every
     * chunk of some size passes however long the body, while extensions without content come to an end.
     */
    static final int MAX_EXTENSION_BYTES = 16 * 1024;

    /** Leading zeros included. */
    static final int MAX_SIZE_DIGITS = 16;

    private enum State {
        SIZE, EXTENSION, NAME_START, NAME, AFTER_NAME, VALUE_START, TOKEN, QUOTED, ESCAPED, AFTER_VALUE, LINE_FEED, DONE
    }

    private final long maxBodyBytes;
    private State state = State.SIZE;
    private long size;
    private int digits;
    private long extensionBytes;

    ChunkLine(long maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Consumes input up to the end of the line, or all of it.
     *
     * @param received content of the body received so far
     * @return true if the line is complete
     */
    boolean scan(ByteBuffer input, long received) {
        while (state != State.DONE && input.hasRemaining()) {
            int octet = input.get();
            state = next(octet, received);
        }
        return state == State.DONE;
    }

    /** Returns the size of the chunk and makes ready for the next line. */
    long take() {
        long result = size;
        state = State.SIZE;
        size = 0;
        digits = 0;
        return result;
    }

    private State next(int octet, long received) {
        if (state == State.SIZE && TokenTable.hex(octet)) {
            digit(Character.digit(octet, 16), received);
            return State.SIZE;
        }
        if (state == State.LINE_FEED) {
            if (octet != '\n') {
                throw bad(octet, "LF after CR");
            }
            return State.DONE;
        }
        if (octet == '\r') {
            return endLine();
        }
        if (digits == 0) {
            throw bad(octet, "a hexadecimal chunk size");
        }
        if (++extensionBytes > MAX_EXTENSION_BYTES + received) {
            throw new HttpException(400, "The chunk extensions of the request body are longer than "
                    + MAX_EXTENSION_BYTES + " bytes beyond its content");
        }
        return nextInExtension(octet);
    }

    private void digit(int value, long received) {
        if (++digits > MAX_SIZE_DIGITS) {
            throw new HttpException(400, "A chunk size has more than " + MAX_SIZE_DIGITS + " digits");
        }
        if (size > Long.MAX_VALUE >> 4) {
            throw Framing.bodyTooLarge(maxBodyBytes);
        }
        size = size << 4 | value;
        if (size > maxBodyBytes - received) {
            throw Framing.bodyTooLarge(maxBodyBytes);
        }
    }

    private State endLine() {
        boolean complete = switch (state) {
            case SIZE -> digits > 0;
            case NAME, TOKEN, AFTER_VALUE -> true;
            default -> false;
        };
        if (!complete) {
            throw bad('\r', digits == 0 ? "a hexadecimal chunk size" : "the rest of a chunk extension");
        }
        return State.LINE_FEED;
    }

    private State nextInExtension(int octet) {
        boolean blank = TokenTable.blank(octet);
        boolean token = TokenTable.token(octet);
        return switch (state) {
            case SIZE, EXTENSION -> blank ? State.EXTENSION : semicolon(octet);
            case NAME_START -> blank ? State.NAME_START : token(octet, State.NAME);
            case NAME -> token ? State.NAME : afterName(octet);
            case AFTER_NAME -> afterName(octet);
            case VALUE_START -> valueStart(octet);
            case TOKEN -> token ? State.TOKEN : afterValue(octet);
            case AFTER_VALUE -> afterValue(octet);
            case QUOTED -> quoted(octet);
            case ESCAPED -> escaped(octet);
            case LINE_FEED, DONE -> throw new IllegalStateException("extension in state " + state);
        };
    }

    private static State semicolon(int octet) {
        if (octet != ';') {
            throw bad(octet, "a hexadecimal digit, a semicolon or CR LF");
        }
        return State.NAME_START;
    }

    private static State token(int octet, State next) {
        if (!TokenTable.token(octet)) {
            throw bad(octet, "a token");
        }
        return next;
    }

    private static State afterName(int octet) {
        if (TokenTable.blank(octet)) {
            return State.AFTER_NAME;
        }
        return octet == '=' ? State.VALUE_START : semicolon(octet);
    }

    private static State valueStart(int octet) {
        if (TokenTable.blank(octet)) {
            return State.VALUE_START;
        }
        return octet == '"' ? State.QUOTED : token(octet, State.TOKEN);
    }

    private static State afterValue(int octet) {
        return TokenTable.blank(octet) ? State.EXTENSION : semicolon(octet);
    }

    private static State quoted(int octet) {
        if (octet == '"') {
            return State.AFTER_VALUE;
        }
        if (octet == '\\') {
            return State.ESCAPED;
        }
        if (!TokenTable.quoted(octet)) {
            throw bad(octet, "text in a quoted string");
        }
        return State.QUOTED;
    }

    private static State escaped(int octet) {
        if (!TokenTable.value(octet)) {
            throw bad(octet, "text after a backslash");
        }
        return State.QUOTED;
    }

    private static HttpException bad(int octet, String expected) {
        return new HttpException(400, "The line of a chunk has byte " + Excerpt.of(octet) + ", expected " + expected);
    }
}
