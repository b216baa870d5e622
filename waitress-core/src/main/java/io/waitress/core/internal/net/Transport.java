package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one connection on their way to and from the socket, never blocking. Reads belong to the holder of the
 * dispatcher role, writes to the holder of {@link Outbound}'s lock; {@link #close} may come from the former at any
 * time.
 */
public interface Transport extends ByteSink {

    /**
     * Reads what is there.
     *
     * @return the number of bytes read, 0 if none is there now, -1 at the end of the input
     */
    int read(ByteBuffer target) throws IOException;

    /** Writes from one buffer; as {@link #write(ByteBuffer[], int)}. */
    long write(ByteBuffer source) throws IOException;

    /** Tells the peer that no more bytes will come. */
    void shutdownOutput() throws IOException;

    /** Releases the socket. Idempotent. */
    void close();
}
