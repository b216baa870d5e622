package io.waitress.core.internal.tls;

import io.waitress.core.internal.buffer.ScratchPool;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Deadlines;
import io.waitress.core.internal.net.ProtocolFactory;
import io.waitress.core.internal.net.Transport;
import io.waitress.core.internal.net.TransportFactory;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.slf4j.event.Level;

/**
 * What all TLS connections of one server share: the certificates, the threads that compute handshakes, the buffers.
 * Any thread.
 */
public final class TlsLayer implements TransportFactory, AutoCloseable {

    /** What is spoken with a client that asks for one of these, or does not say what it speaks; the best first. */
    private static final String[] USUAL = {"http/1.1", "http/1.0"};
    /** Two records: so a response of a few KiB is one write, and a client that does not read keeps little here. */
    private static final int RECORDS_PER_SCRATCH = 2;
    private static final int MAX_SCRATCHES = 64;
    private static final long IDLE_SECONDS = 10;

    private final TlsFiles files;
    private final Map<String, ProtocolFactory> alternatives = Map.of();
    private final int recordBytes;
    private final ScratchPool scratches;
    private final ThreadPoolExecutor computers;
    private final long timeoutNanos;
    private final Level failureLevel;

    private TlsLayer(Settings settings, String name, TlsFiles files) {
        this.files = files;
        this.recordBytes = files.current().recordBytes();
        this.scratches = new ScratchPool(RECORDS_PER_SCRATCH * recordBytes, MAX_SCRATCHES);
        this.computers = threads(name + "-tls-");
        this.timeoutNanos = Deadlines.nanos(settings.tls().handshakeTimeout());
        this.failureLevel = settings.logSocketErrors() ? Level.INFO : Level.DEBUG;
    }

    /**
     * Reads the certificates.
     *
     * @param name the beginning of the threads' names
     * @throws IOException if a file cannot be used; the message names it and says what was expected
     */
    public static TlsLayer open(Settings settings, String name) throws IOException {
        return new TlsLayer(settings, name, TlsFiles.open(settings.tls(), USUAL));
    }

    @Override
    public Transport create(Transport socket, Connection connection) {
        return new TlsTransport(this, socket, connection);
    }

    /** Looks, on a thread of its own, whether the files have changed, and uses them if they are in order. */
    public void checkFiles() {
        compute(files::check);
    }

    /** Ends the threads. The connections have been closed. */
    @Override
    public void close() {
        computers.shutdownNow();
    }

    SSLEngine newEngine() {
        return files.current().newEngine();
    }

    /** Returns what a client speaks that has agreed to a name, or to none. */
    ProtocolFactory protocols(String name, ProtocolFactory usual) {
        return alternatives.getOrDefault(name, usual);
    }

    /** Returns the size of the largest record, encrypted. */
    int recordBytes() {
        return recordBytes;
    }

    ScratchPool scratches() {
        return scratches;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /** Returns the level at which it is logged that a handshake has failed. */
    Level failureLevel() {
        return failureLevel;
    }

    /** Runs arithmetic. At most as many tasks wait as there are connections. */
    void compute(Runnable task) {
        computers.execute(task);
    }

    /** Threads that are started when needed and end when idle; after the end tasks are dropped. */
    private static ThreadPoolExecutor threads(String prefix) {
        AtomicInteger started = new AtomicInteger();
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(processors, processors, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, prefix + started.incrementAndGet(), 0, false);
                    thread.setDaemon(true);
                    return thread;
                }, new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
