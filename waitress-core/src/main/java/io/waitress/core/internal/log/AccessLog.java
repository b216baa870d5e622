package io.waitress.core.internal.log;

import io.waitress.core.exchange.ExchangeObserver;
import io.waitress.core.exchange.Observation;
import io.waitress.core.settings.AccessLogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each exchange, on a thread of its own. Who ends an exchange only leaves it here; if there are too
 * many already, the line is dropped and counted, so that a disk that is slow or full holds up nobody.
 *
 * <p>The thread looks ten times a second, so that nobody has to wake it.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {

    static final int MOST_WAITING = 65_536;
    /** Requests that wait here are kept in memory, and clients decide how large they are. */
    static final int MOST_WAITING_BYTES = 64 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WRITE_CHARACTERS = 32 * 1024;

    private final LogTarget target;
    private final LogFormat format;
    private final ConcurrentLinkedQueue<Observation> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closing;

    // Confined to the writer.
    private final StringBuilder lines = new StringBuilder();
    private int linesWaiting;
    private long checkedAt;
    private long complainedAt;
    private boolean complained;
    private long toldDropped;

    AccessLog(LogTarget target, LogFormat format, String name) {
        this.target = target;
        this.format = format;
        this.writer = new Thread(this::run, name + "-access-log");
        writer.setDaemon(true);
    }

    /**
     * Opens the log.
     *
     * @param path a file, which is appended to; {@code -} for the standard output
     * @param name the beginning of the thread's name
     * @throws IOException if the file cannot be opened; the message names it
     */
    public static AccessLog open(String path, AccessLogFormat format, String name) throws IOException {
        LogFormat lines = format == AccessLogFormat.JSON ? new JsonFormat()
                : new PatternFormat(format, ZoneId.systemDefault());
        AccessLog log = new AccessLog(path.equals("-") ? LogTarget.of(System.out) : file(path), lines, name);
        log.start();
        return log;
    }

    private static LogTarget file(String path) throws IOException {
        try {
            return new LogFile(Path.of(path));
        } catch (IOException e) {
            throw new IOException("The access log " + path + " cannot be written: " + e, e);
        }
    }

    void start() {
        writer.start();
    }

    @Override
    public void ended(Observation exchange) {
        if (count.get() >= MOST_WAITING || bytes.get() >= MOST_WAITING_BYTES) {
            dropped.increment();
            return;
        }
        count.incrementAndGet();
        bytes.addAndGet(exchange.headBytes());
        waiting.add(exchange);
    }

    /** Returns how many lines were dropped. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last;
        do {
            last = closing;
            writeAll();
            check(System.nanoTime());
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                Thread.interrupted();
            }
        } while (!last);
        try {
            target.close();
        } catch (IOException e) {
            LOG.warn("The access log {} could not be closed: {}", target, e.toString());
        }
    }

    private void writeAll() {
        Observation exchange;
        while ((exchange = waiting.poll()) != null) {
            count.decrementAndGet();
            bytes.addAndGet(-exchange.headBytes());
            append(exchange);
            if (lines.length() >= WRITE_CHARACTERS) {
                write();
            }
        }
        write();
    }

    private void append(Observation exchange) {
        int start = lines.length();
        try {
            format.append(lines, exchange);
            lines.append('\n');
            linesWaiting++;
        } catch (RuntimeException e) {
            lines.setLength(start);
            dropped.increment();
            LOG.error("A line of the access log could not be made", e);
        }
    }

    private void write() {
        if (linesWaiting == 0) {
            return;
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        try {
            target.write(bytes, bytes.length);
        } catch (IOException | RuntimeException e) {
            dropped.add(linesWaiting);
            complain(e);
        }
        lines.setLength(0);
        linesWaiting = 0;
    }

    private void check(long now) {
        if (now - checkedAt < CHECK_NANOS) {
            return;
        }
        checkedAt = now;
        try {
            target.check();
        } catch (IOException | RuntimeException e) {
            complain(e);
        }
        long lost = dropped.sum();
        if (lost != toldDropped && (!complained || now - complainedAt >= QUIET_NANOS)) {
            complained = true;
            complainedAt = now;
            LOG.warn("{} lines of the access log {} were dropped", lost - toldDropped, target);
            toldDropped = lost;
        }
    }

    private void complain(Exception cause) {
        long now = System.nanoTime();
        if (!complained || now - complainedAt >= QUIET_NANOS) {
            complained = true;
            complainedAt = now;
            LOG.warn("The access log {} cannot be written: {}", target, cause.toString());
        }
    }
}
