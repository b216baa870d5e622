package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;

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

    /**
     * Sends what the transport itself has for the end of the output; the socket's output or the whole socket is closed
     * next. For the holder of {@link Outbound}'s lock while no output is pending.
     *
     * @return false if something is left: call again when the socket takes bytes
     */
    default boolean finishOutput() throws IOException {
        return true;
    }

    /**
     * Sends what the transport itself has to say. For the holder of {@link Outbound}'s lock while no output is pending.
     *
     * @return false if something is left: call again when the socket takes bytes
     */
    default boolean flush() throws IOException {
        return true;
    }

    /** Tells whether another read would tell something that the socket does not announce. Dispatcher role. */
    default boolean readable() {
        return false;
    }

    /** Returns the protocol of the first bytes: one that opens the transport, or at once the one that is to come. */
    default Protocol begin(Connection connection, ProtocolFactory protocols) {
        return protocols.create(connection);
    }

    /** Returns the TLS session, or null if there is none. Any thread, once the transport is open. */
    default SSLSession tlsSession() {
        return null;
    }

    /** Releases the socket. Idempotent. */
    void close();
}
