package io.waitress.core.internal.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * The {@link SSLEngine} of one connection, made when it is needed first. The dispatcher unwraps, the holder of the
 * output's lock wraps; the engine serialises the two, for one record at a time. While it does the arithmetic of a
 * handshake it keeps its lock, so nobody else may ask it anything then: see {@link #idle}.
 */
final class TlsEngine {

    private final TlsLayer layer;
    /** Written by the dispatcher before anything is written; null before the first record has come. */
    private SSLEngine engine;
    /** Written by the dispatcher. */
    private volatile boolean computing;
    /** Written by the dispatcher; null during the handshake. */
    private volatile SSLSession session;

    TlsEngine(TlsLayer layer) {
        this.layer = layer;
    }

    /** Begins the handshake. */
    void start() throws SSLException {
        engine = layer.newEngine();
        engine.beginHandshake();
    }

    /** Tells whether the engine exists and would answer at once. */
    boolean idle() {
        return engine != null && !computing;
    }

    HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /** Returns what is to be computed, and is unavailable until {@link #computed}; it throws nothing but errors. */
    Runnable computation() {
        computing = true;
        return () -> {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) {
                task.run();
            }
        };
    }

    /** The arithmetic is done, or will not be. */
    void computed() {
        computing = false;
    }

    /** The handshake is over. */
    void opened() {
        session = engine.getSession();
    }

    /** Returns the session, or null before TLS is agreed on. */
    SSLSession session() {
        return session;
    }

    /** Returns the name that ALPN has chosen, empty for none. */
    String applicationProtocol() {
        return engine.getApplicationProtocol();
    }

    boolean inputDone() {
        return engine.isInboundDone();
    }

    void closeOutput() {
        engine.closeOutbound();
    }

    SSLEngineResult unwrap(ByteBuffer records, ByteBuffer content) throws SSLException {
        try {
            return engine.unwrap(records, content);
        } catch (RuntimeException e) {
            throw defect(e);
        }
    }

    SSLEngineResult wrap(ByteBuffer[] sources, int count, ByteBuffer records) throws SSLException {
        try {
            return engine.wrap(sources, 0, count, records);
        } catch (RuntimeException e) {
            throw defect(e);
        }
    }

    /** What strange bytes bring to light in the JDK is the connection's end, not an error of the server. */
    private static SSLException defect(RuntimeException cause) {
        return new SSLException("the JDK's TLS failed: " + cause, cause);
    }
}
