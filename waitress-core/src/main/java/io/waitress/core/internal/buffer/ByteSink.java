package io.waitress.core.internal.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where buffered bytes are drained to; takes what it can without waiting. */
public interface ByteSink {

    /**
     * Writes from the sources in order, and consumes what was written.
     *
     * @return the number of bytes taken; fewer than offered when the sink is full
     */
    long write(ByteBuffer[] sources, int count) throws IOException;

    /**
     * Writes a range of a file, without copying where the sink can.
     *
     * @return the number of bytes taken; fewer than asked for when the sink is full or the file ends early
     */
    long send(FileChannel file, long position, long count) throws IOException;
}
