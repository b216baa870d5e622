package io.waitress.core.internal.buffer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A queue of bytes: in memory while no more than the threshold are unread and the budget of all buffers grants it, in a
 * temporary file beyond it. What is in memory precedes what is in the file, and appending returns to memory once
 * everything has been read.
 *
 * <p>Allocates nothing before the first byte arrives. The first array fits the first append exactly, which is all that
 * a small body ever needs; later ones grow up to {@value #MAX_SEGMENT} bytes and are let go as they are read.
 *
 * <p>Not thread-safe: confined to its owner, or guarded by the owner's lock. But it may be closed while another thread
 * is reading, as when a request ends that an application still reads; that thread releases everything then.
 * <pre>
 *   unused ──read──→ READING ──────────→ unused
 *     │ close           │ close
 *     ↓                 ↓
 *   CLOSED       READING | CLOSED ──the end of read──→ CLOSED
 * </pre>
 */
public final class OverflowBuffer implements AutoCloseable {

    private static final int MAX_SEGMENT = 64 * 1024;
    private static final int MAX_GATHER = 16;

    /** Up to this size a buffer may have what is left of the budget to the last. */
    private static final int SMALL = 16 * 1024;

    private static final int READING = 1;
    private static final int CLOSED = 2;
    private static final VarHandle USE;

    static {
        try {
            USE = MethodHandles.lookup().findVarHandle(OverflowBuffer.class, "use", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long overflowBytes;
    private final MemoryBudget budget;
    private Segment head;
    private Segment tail;
    private long memoryBytes;
    private SpillFile spill;
    private long spilledBytes;
    private volatile int use;

    /**
     * Creates an empty buffer.
     *
     * @param overflowBytes how many unread bytes may be in memory; 0 sends everything to the file
     * @param budget what the memory is taken from
     */
    public OverflowBuffer(long overflowBytes, MemoryBudget budget) {
        this.overflowBytes = overflowBytes;
        this.budget = budget;
    }

    /** Appends all remaining bytes of the source. */
    public void append(ByteBuffer source) throws IOException {
        requireOpen();
        int length = source.remaining();
        if (length == 0) {
            return;
        }
        if (!overflows(length)) {
            appendToMemory(source);
        }
        if (source.hasRemaining()) {
            spilledBytes += source.remaining();
            spillFile().append(source);
        }
    }

    /**
     * Appends all remaining bytes of the chunk.
     *
     * @return true if the buffer owns the chunk from here on; false if the bytes were copied
     */
    public boolean append(Chunk chunk) throws IOException {
        requireOpen();
        if (!chunk.worthKeeping() || overflows(chunk.bytes().remaining())) {
            append(chunk.bytes());
            return false;
        }
        add(new Segment(chunk));
        memoryBytes += tail.unread();
        return true;
    }

    /** Appends a range of an array. */
    public void append(byte[] source, int offset, int length) throws IOException {
        append(ByteBuffer.wrap(source, offset, length));
    }

    /** Returns how many bytes have been appended and not yet read. */
    public long remaining() {
        return memoryBytes + (spill == null ? 0 : spill.remaining());
    }

    /** Returns how many bytes have gone through the temporary file since the buffer was created. */
    public long spilledBytes() {
        return spilledBytes;
    }

    /**
     * Reads into the target.
     *
     * @return the number of bytes read, or -1 if the buffer is empty; 0 only if the target is full
     */
    public int read(ByteBuffer target) throws IOException {
        if (!USE.compareAndSet(this, 0, READING)) {
            requireOpen();
            throw new IllegalStateException("Another thread is reading");
        }
        try {
            if (!target.hasRemaining()) {
                return 0;
            }
            if (memoryBytes > 0) {
                return readMemory(target);
            }
            return spill == null || spill.remaining() == 0 ? -1 : spill.read(target);
        } finally {
            if (!USE.compareAndSet(this, READING, 0)) {
                release();
            }
        }
    }

    /**
     * Reads into a range of an array.
     *
     * @return the number of bytes read, or -1 if the buffer is empty; 0 only if the length is 0
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        return read(ByteBuffer.wrap(target, offset, length));
    }

    /**
     * Moves bytes to the sink until it is full, the buffer is empty, or so many have gone that others should have their
     * turn. The file part goes by {@link ByteSink#send}.
     *
     * @return the number of bytes moved
     */
    public long drainTo(ByteSink sink) throws IOException {
        requireOpen();
        long moved = 0;
        if (memoryBytes > 0) {
            moved = drainMemory(sink);
            if (memoryBytes > 0) {
                return moved;
            }
        }
        if (spill != null && spill.remaining() > 0) {
            moved += spill.drainTo(sink);
        }
        return moved;
    }

    /** Releases memory and deletes the file. Idempotent, any thread; the buffer cannot be used afterwards. */
    @Override
    public void close() {
        if ((int) USE.getAndBitwiseOr(this, CLOSED) == 0) {
            release();
        }
    }

    private void release() {
        while (head != null) {
            dropHead();
        }
        memoryBytes = 0;
        if (spill != null) {
            spill.close();
            spill = null;
        }
    }

    private boolean overflows(int length) {
        return spill != null && spill.remaining() > 0 || memoryBytes + length > overflowBytes;
    }

    private SpillFile spillFile() throws IOException {
        if (spill == null) {
            spill = SpillFile.create();
            budget.countSpill();
        }
        return spill;
    }

    /** Appends as much as the budget grants. */
    private void appendToMemory(ByteBuffer source) {
        while (source.hasRemaining()) {
            if ((tail == null || tail.room() == 0) && !addSegment(source.remaining())) {
                return;
            }
            int count = Math.min(source.remaining(), tail.room());
            tail.bytes.put(tail.end, source, source.position(), count);
            source.position(source.position() + count);
            tail.end += count;
            memoryBytes += count;
        }
    }

    private boolean addSegment(int wanted) {
        int size = Math.min(MAX_SEGMENT, wanted);
        if (tail != null) {
            size = Math.max(size, Math.min(MAX_SEGMENT, 2 * tail.bytes.capacity()));
        }
        boolean small = memoryBytes + size <= SMALL;
        if (!(small ? budget.tryReserveLittle(size) : budget.tryReserve(size))) {
            return false;
        }
        Segment added = null;
        try {
            added = new Segment(ByteBuffer.allocate(size));
        } finally {
            if (added == null) {
                budget.release(size);
            }
        }
        add(added);
        return true;
    }

    private void add(Segment added) {
        if (tail == null) {
            head = added;
        } else {
            tail.next = added;
        }
        tail = added;
    }

    private int readMemory(ByteBuffer target) {
        int total = 0;
        while (target.hasRemaining() && memoryBytes > 0) {
            int count = Math.min(target.remaining(), head.unread());
            target.put(target.position(), head.bytes, head.start, count);
            target.position(target.position() + count);
            consume(count);
            total += count;
        }
        return total;
    }

    private long drainMemory(ByteSink sink) throws IOException {
        ByteBuffer[] views = new ByteBuffer[MAX_GATHER];
        int count = 0;
        for (Segment s = head; s != null && count < MAX_GATHER; s = s.next) {
            views[count++] = s.bytes.slice(s.start, s.unread());
        }
        long moved = sink.write(views, count);
        consume(moved);
        return moved;
    }

    private void consume(long count) {
        long left = count;
        while (left > 0) {
            int step = (int) Math.min(left, head.unread());
            head.start += step;
            memoryBytes -= step;
            left -= step;
            if (head.unread() == 0) {
                dropHead();
            }
        }
    }

    private void dropHead() {
        Segment dropped = head;
        head = dropped.next;
        if (head == null) {
            tail = null;
        }
        if (dropped.chunk != null) {
            dropped.chunk.release();
        } else {
            budget.release(dropped.bytes.capacity());
        }
    }

    private void requireOpen() {
        if ((use & CLOSED) != 0) {
            throw new IllegalStateException("The buffer is closed");
        }
    }
}
