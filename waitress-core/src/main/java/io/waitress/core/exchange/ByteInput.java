package io.waitress.core.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes from the client, as a blocking stream or without blocking. Use one of the two ways, not both. */
public interface ByteInput {

    /**
     * Returns the blocking view; always the same object.
     *
     * @return a stream that ends where the input ends; it throws {@link ClientDisconnectedException} when the client
     *     has gone before that
     */
    InputStream stream();

    /**
     * Reads without blocking.
     *
     * @param target receives up to {@code target.remaining()} bytes
     * @return the number of bytes read; 0 if none is there now; -1 at the end of the input
     * @throws IOException if the client has gone before the end, a spill file cannot be read, or what comes is not what
     *     HTTP allows ({@link MalformedBodyException})
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Asks for one call when {@link #read} would return something other than 0. The callback runs through
     * {@link Exchange#execute}, also when the input is at its end or has failed.
     *
     * @param once run once; replaces a callback that is still waiting
     */
    void onReadable(Runnable once);
}
