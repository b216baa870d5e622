package io.waitress.core.internal.net;

import java.nio.ByteBuffer;

/**
 * What the bytes of one connection mean. Called by the holder of the dispatcher role only, so it needs no lock against
 * itself; must not block.
 */
public interface Protocol {

    /**
     * Asked before each read. Returns false to hold the client back: the connection then disarms reading without
     * reading, until {@link Connection#readInterest} arms it again. The protocol has to see to it that somebody will.
     */
    default boolean wantsBytes() {
        return true;
    }

    /**
     * Takes bytes that have arrived. The buffer is the dispatcher's own and valid only during the call: the protocol
     * consumes what it can and copies what it wants to keep; the rest is lost.
     */
    void onBytes(ByteBuffer input);

    /** The client has sent its last byte (it may still read). Called at most once; reading is disarmed. */
    void onEndOfInput();

    /** Pending output has reached zero after some had been kept. */
    void onDrained();

    /** The connection has closed, for whatever reason. Called exactly once; nothing is called after it. */
    void onClosed();

    /** Tells whether nothing is under way, so that closing the connection to make room for another loses nothing. */
    boolean idle();

    /** Tells whether it is the client's turn, so that the connection may be closed if nothing comes for too long. */
    default boolean awaitsClient() {
        return idle();
    }

    /** Looks whether the client keeps within the limits of the settings. Called now and then on an open connection. */
    default void checkPace(long nowNanos) {
        // nothing is limited
    }

    /** Tells whether a server that is stopping may close the connection. */
    default boolean endsWithServer() {
        return idle();
    }
}
