package io.waitress.core.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to the client. What the socket does not take at once is kept and drained by the dispatcher. */
public interface ByteOutput {

    /**
     * Writes all remaining bytes of the source; they may be reused on return. Waits only while more than
     * {@code outbufHighWatermark} bytes are pending, and never after {@link #isWritable()} returned true.
     *
     * @param source consumed completely
     * @throws ClientDisconnectedException if the client has gone
     * @throws IOException if a spill file cannot be written
     */
    void write(ByteBuffer source) throws IOException;

    /**
     * Writes a range of an array, as {@link #write(ByteBuffer)} does.
     *
     * @param source the array
     * @param offset the first byte
     * @param length the number of bytes, 0 or more
     * @throws ClientDisconnectedException if the client has gone
     * @throws IOException if a spill file cannot be written
     */
    void write(byte[] source, int offset, int length) throws IOException;

    /**
     * Passes everything written so far on towards the socket. Never waits for the client.
     *
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    void flush() throws IOException;

    /**
     * Tells whether a write would return without waiting: pending output is below {@code outbufHighWatermark}.
     * True as well when the client has gone, so that the next write reports it.
     *
     * @return true if a write does not wait
     */
    boolean isWritable();

    /**
     * Asks for one call when {@link #isWritable()} is true. The callback runs through {@link Exchange#execute}.
     *
     * @param once run once; replaces a callback that is still waiting
     */
    void onWritable(Runnable once);
}
