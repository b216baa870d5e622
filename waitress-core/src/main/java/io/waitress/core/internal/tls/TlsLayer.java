package io.waitress.core.internal.tls;

import io.waitress.core.internal.buffer.DirectMemory;
import io.waitress.core.internal.buffer.ScratchPool;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.ProtocolFactory;
import io.waitress.core.internal.net.Transport;
import io.waitress.core.internal.net.TransportFactory;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What all TLS connections of one server share: the certificates, the threads that compute handshakes, the buffers.
 * Any thread.
 */
public final class TlsLayer implements TransportFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);
    /** What is spoken with a client that asks for one of these, or does not say what it speaks; the best first. */
    private static final String[] USUAL = {"http/1.1", "http/1.0"};
    /** Two records: so a response of a few KiB is one write, and a client that does not read keeps little here. */
    private static final int RECORDS_PER_SCRATCH = 2;
    private static final int MAX_SCRATCHES = 64;

    private final Supplier<TlsContext> contexts;
    private final Runnable fileCheck;
    private final Map<String, ProtocolFactory> alternatives = Map.of();
    private final String name;
    private final int recordBytes;
    private final ScratchPool scratches;
    private final HandshakeThreads threads;
    private final HandshakeLog log;
    private final long timeoutNanos;
    private final LongAdder agreed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    /** Whether a thread is looking at the files: if they are on a file system that hangs, one is enough. */
    private final AtomicBoolean checking = new AtomicBoolean();

    /**
     * @param contexts what the server offers, now
     * @param fileCheck renews that
     */
    TlsLayer(Settings settings, String name, Supplier<TlsContext> contexts, Runnable fileCheck) {
        this(settings, name, contexts, fileCheck, ByteBuffer::allocateDirect);
    }

    /** For a test in which the virtual machine has no direct memory. */
    TlsLayer(Settings settings, String name, Supplier<TlsContext> contexts, Runnable fileCheck,
            IntFunction<ByteBuffer> allocator) {
        this.contexts = contexts;
        this.fileCheck = fileCheck;
        this.name = name;
        this.recordBytes = contexts.get().recordBytes();
        this.scratches = new ScratchPool(RECORDS_PER_SCRATCH * recordBytes, MAX_SCRATCHES, allocator);
        this.threads = new HandshakeThreads(name + "-tls-");
        this.timeoutNanos = Deadlines.nanos(settings.tls().handshakeTimeout());
        this.log = new HandshakeLog(settings.logSocketErrors() ? Level.INFO : Level.DEBUG);
    }

    /**
     * Reads the certificates.
     *
     * @param name the beginning of the threads' names
     * @throws IOException if a file cannot be used; the message names it and says what was expected
     */
    public static TlsLayer open(Settings settings, String name) throws IOException {
        TlsFiles files = TlsFiles.open(settings.tls(), USUAL);
        return new TlsLayer(settings, name, files::current, files::check);
    }

    @Override
    public Transport create(Transport socket, Connection connection) {
        return new TlsTransport(this, socket, connection);
    }

    /** Looks, on a thread of its own, whether the files have changed, and uses them if they are in order. */
    public void checkFiles() {
        if (checking.compareAndSet(false, true)) {
            Thread thread = new Thread(null, this::checkNow, name + "-tls-files", 0, false);
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                checking.set(false);
                LOG.warn("No thread can be had to look for changed certificates: {}", e.getMessage());
            }
        }
    }

    private void checkNow() {
        try {
            fileCheck.run();
        } finally {
            checking.set(false);
        }
    }

    /** Ends the threads. The connections have been closed. */
    @Override
    public void close() {
        threads.end();
    }

    SSLEngine newEngine() {
        return contexts.get().newEngine();
    }

    /** Returns what a client speaks that has agreed to a name, or to none. */
    ProtocolFactory protocols(String name, ProtocolFactory usual) {
        return alternatives.getOrDefault(name, usual);
    }

    /** Returns the size of the largest record, encrypted. */
    int recordBytes() {
        return recordBytes;
    }

    /**
     * Lends an empty buffer.
     *
     * @throws IOException if there is no direct memory left
     */
    ByteBuffer lend() throws IOException {
        try {
            return scratches.acquire();
        } catch (OutOfMemoryError e) {
            throw DirectMemory.lacking(e);
        }
    }

    /** Takes a buffer back. */
    void takeBack(ByteBuffer buffer) {
        scratches.release(buffer);
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /** Returns how many handshakes have come to an agreement. */
    public long handshakesAgreed() {
        return agreed.sum();
    }

    /** Returns how many handshakes have failed. */
    public long handshakesFailed() {
        return failed.sum();
    }

    void countAgreed() {
        agreed.increment();
    }

    /** Counts that a handshake has failed, and tells of it. */
    void failed(long nowNanos, Object client, String reason) {
        failed.increment();
        log.failed(nowNanos, client, reason);
    }

    /** Returns the threads for the arithmetic of handshakes. */
    HandshakeThreads threads() {
        return threads;
    }
}
