package io.waitress.core.internal.parse;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a head or trailer section, which may arrive in pieces. A section that arrives in one piece is copied
 * once, into an array of its size; only the pieces of a split one are collected. Confined to the dispatcher role.
 */
final class SectionBytes {

    private static final byte[] NONE = new byte[0];
    private static final int FIRST_SIZE = 512;

    private byte[] carried = NONE;
    private int length;

    /** Returns the number of bytes collected from earlier pieces. */
    int length() {
        return length;
    }

    /** Collects all remaining bytes of a piece in which the section does not end. */
    void append(ByteBuffer piece) {
        int added = piece.remaining();
        if (length + added > carried.length) {
            carried = Arrays.copyOf(carried, Math.max(FIRST_SIZE, Math.max(length + added, 2 * carried.length)));
        }
        piece.get(carried, length, added);
        length += added;
    }

    /** Returns what was collected plus the piece up to {@code end}, consumes that, and forgets it. */
    byte[] take(ByteBuffer piece, int end) {
        int added = end - piece.position();
        byte[] section = length == 0 ? new byte[added] : Arrays.copyOf(carried, length + added);
        piece.get(section, length, added);
        carried = NONE;
        length = 0;
        return section;
    }
}
