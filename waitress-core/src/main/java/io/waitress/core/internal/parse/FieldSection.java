package io.waitress.core.internal.parse;

import io.waitress.core.http.HttpException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Scans field lines up to and including the empty line (RFC 9112, sections 2.2 and 5), resumable at every byte,
 * remembering offsets only. Serves heads and trailers alike.
 *
 * <pre>
 * LINE_START ─token→ NAME ─":"→ VALUE ─CR→ LINE_FEED ─LF→ LINE_START
 *     └──────CR→ LAST_LINE_FEED ─LF→ DONE
 * </pre>
 *
 * Confined to the dispatcher role.
 */
final class FieldSection {

    private static final int FIRST_FIELDS = 16;
    /** A larger table is not kept for the next section. */
    private static final int KEPT_FIELDS = 64;

    /** Eight bytes of a buffer at once, the first as the lowest, whatever the order of the buffer. */
    private static final VarHandle WORDS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private enum State { LINE_START, NAME, VALUE, LINE_FEED, LAST_LINE_FEED, DONE }

    private final String where;
    private final ParserLimits limits;
    /** For each field the offset of its name, then that of its colon; at last the offset of the empty line. */
    private int[] offsets = new int[2 * FIRST_FIELDS + 1];
    private int count;
    private State state = State.LINE_START;

    /**
     * Creates a scanner.
     *
     * @param where what error messages call the section
     */
    FieldSection(String where, ParserLimits limits) {
        this.where = where;
        this.limits = limits;
    }

    boolean done() {
        return state == State.DONE;
    }

    /**
     * Scans input from index {@code at} up to {@code to}.
     *
     * @param shift what turns an index of the input into an offset
     * @return the index after the last byte scanned: {@code to}, or that after the empty line
     */
    int scan(ByteBuffer input, int at, int to, int shift) {
        int next = at;
        while (next < to && state != State.DONE) {
            next = switch (state) {
                case LINE_START -> startLine(input.get(next), next, shift);
                case NAME -> scanName(input, next, to, shift);
                case VALUE -> scanValue(input, next, to, shift);
                case LINE_FEED -> lineFeed(input.get(next), next, shift, State.LINE_START);
                case LAST_LINE_FEED -> lineFeed(input.get(next), next, shift, State.DONE);
                case DONE -> next;
            };
        }
        return next;
    }

    /** Returns the fields found, over the bytes to which the offsets belong, and makes ready for the next section. */
    HeaderTable take(byte[] bytes) {
        HeaderTable table = new HeaderTable(bytes, offsets, count);
        count = 0;
        state = State.LINE_START;
        if (offsets.length > 2 * KEPT_FIELDS + 1) {
            offsets = new int[2 * FIRST_FIELDS + 1];
        }
        return table;
    }

    private int startLine(int octet, int at, int shift) {
        if (octet == '\r') {
            offsets[2 * count] = at + shift;
            state = State.LAST_LINE_FEED;
            return at + 1;
        }
        if (TokenTable.blank(octet)) {
            throw new HttpException(400, "A line of the " + where + " starts with white space at offset "
                    + (at + shift) + ": folded lines are not accepted");
        }
        if (count == limits.maxFields()) {
            throw new HttpException(431, "The " + where + " has more than " + limits.maxFields() + " fields");
        }
        if (2 * count + 2 >= offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length + 1);
        }
        offsets[2 * count] = at + shift;
        state = State.NAME;
        return at;
    }

    private int scanName(ByteBuffer input, int from, int to, int shift) {
        int at = from;
        while (at < to) {
            int octet = input.get(at);
            if (!TokenTable.token(octet)) {
                return endName(octet, at, shift);
            }
            at++;
        }
        return at;
    }

    private int endName(int octet, int at, int shift) {
        int offset = at + shift;
        if (octet != ':') {
            throw bad("a field name", octet, offset, "a token and a colon");
        }
        if (offset == offsets[2 * count]) {
            throw new HttpException(400, "A field of the " + where + " has no name at offset " + offset);
        }
        offsets[2 * count + 1] = offset;
        state = State.VALUE;
        return at + 1;
    }

    private int scanValue(ByteBuffer input, int from, int to, int shift) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to) {
                long controls = controls((long) WORDS.get(input, at));
                if (controls == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(controls) / Byte.SIZE;
            }
            int octet = input.get(at);
            if (octet == '\r') {
                state = State.LINE_FEED;
                return at + 1;
            }
            if (!TokenTable.value(octet)) {
                throw bad("a field value", octet, at + shift, octet == '\n' ? "CR before LF" : "text");
            }
            at++;
        }
        return at;
    }

    /**
     * Returns 0 if none of eight bytes is a control (below 0x20, or 0x7F); else the lowest bit set belongs to the first
     * that is. Higher bits may be wrong, since borrows run upwards.
     */
    private static long controls(long word) {
        long below = word - ONES * 0x20 & ~word;
        long delete = word ^ ONES * 0x7F;
        return (below | delete - ONES & ~delete) & HIGH_BITS;
    }

    private int lineFeed(int octet, int at, int shift, State next) {
        if (octet != '\n') {
            throw bad("a line end", octet, at + shift, "LF after CR");
        }
        if (next == State.LINE_START) {
            count++;
        }
        state = next;
        return at + 1;
    }

    private HttpException bad(String part, int octet, int offset, String expected) {
        return new HttpException(400, "The " + where + " has byte " + Excerpt.of(octet) + " in " + part
                + " at offset " + offset + ", expected " + expected);
    }
}
