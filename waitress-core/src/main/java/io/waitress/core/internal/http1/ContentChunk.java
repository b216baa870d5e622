package io.waitress.core.internal.http1;

import io.waitress.core.internal.buffer.Chunk;
import io.waitress.core.internal.buffer.ChunkPool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The chunk in which the output of one response is collected. Although a response is confined, an application may break
 * that rule; the chunk must not be written to then once it belongs to another connection. So whoever uses it takes it out
 * and puts it back, and so does whoever releases it: it is with one of them at a time.
 *
 * <pre>
 *   slot:  empty ──take: acquire──→ taken ──put──→ held ──take──→ taken
 *          held ──release──→ empty
 *   put after the release: releases what it has put
 * </pre>
 */
final class ContentChunk {

    private static final VarHandle SLOT;

    static {
        try {
            SLOT = MethodHandles.lookup().findVarHandle(ContentChunk.class, "slot", Chunk.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ChunkPool pool;
    private volatile Chunk slot;
    private volatile boolean released;

    ContentChunk(ChunkPool pool) {
        this.pool = pool;
    }

    /** Tells whether something is held. */
    boolean held() {
        return slot != null;
    }

    /** Takes out what is held, or else a new, empty chunk. */
    Chunk take() {
        Chunk chunk = (Chunk) SLOT.getAndSet(this, null);
        return chunk != null ? chunk : pool.acquire();
    }

    /** Puts back what was taken. */
    void put(Chunk chunk) {
        giveBack((Chunk) SLOT.getAndSet(this, chunk));
        if (released) {
            drop();
        }
    }

    /** Gives up what is held, for good. Any thread. */
    void release() {
        released = true;
        drop();
    }

    private void drop() {
        giveBack((Chunk) SLOT.getAndSet(this, null));
    }

    private static void giveBack(Chunk chunk) {
        if (chunk != null) {
            chunk.release();
        }
    }
}
