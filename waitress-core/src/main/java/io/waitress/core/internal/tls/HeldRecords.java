package io.waitress.core.internal.tls;

import java.nio.ByteBuffer;

/**
 * Bytes that have arrived and cannot be unwrapped yet: mostly the beginning of a record, for which room is made once,
 * however slowly the rest trickles in. Confined to the dispatcher role.
 */
final class HeldRecords {

    private static final int HEADER = 5;
    private static final int LENGTH_AT = 3;

    private final int largestRecord;
    /** Filled up to its position; its capacity is the size of the record, as far as that is known. Or null. */
    private ByteBuffer held;

    HeldRecords(int largestRecord) {
        this.largestRecord = largestRecord;
    }

    /** Leaves room for what is held, before more is read. */
    void leaveRoom(ByteBuffer input) {
        input.position(held == null ? 0 : held.position());
    }

    /**
     * Puts what is held before what has been read into the room behind it.
     *
     * @return false if that does not complete the record, and is all held
     */
    boolean join(ByteBuffer input) {
        if (held != null) {
            int before = held.position();
            int total = input.position();
            if (total < held.capacity()) {
                held.put(input.slice(before, total - before));
                return false;
            }
            input.put(0, held.array(), 0, before);
            held = null;
        }
        input.flip();
        return true;
    }

    /** Holds what remains. */
    void keep(ByteBuffer rest) {
        held = rest.hasRemaining() ? ByteBuffer.allocate(Math.max(rest.remaining(), firstBytes(rest))).put(rest) : null;
    }

    /** Lets go of everything. */
    void clear() {
        held = null;
    }

    /** Tells whether something can be unwrapped. */
    boolean ready() {
        return held != null && complete(held.duplicate().flip());
    }

    /** Tells whether the first record is there completely, or is larger than may be, so that it need not be awaited. */
    boolean complete(ByteBuffer records) {
        return records.remaining() >= firstBytes(records);
    }

    /** Returns the size of the first record, as far as that is known; never more than that of the largest. */
    private int firstBytes(ByteBuffer records) {
        if (records.remaining() < HEADER) {
            return HEADER;
        }
        return Math.min(largestRecord, HEADER + Short.toUnsignedInt(records.getShort(records.position() + LENGTH_AT)));
    }
}
