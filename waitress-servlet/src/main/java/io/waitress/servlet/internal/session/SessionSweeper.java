package io.waitress.servlet.internal.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that ends idle sessions of one application. It starts with the first session that can time out, sleeps
 * until the next one may be due, and spends at most one hundredth of its time sweeping, however many sessions live.
 */
final class SessionSweeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionSweeper.class);
    private static final long LONGEST_PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final long SHORTEST_PAUSE_MILLIS = 1000;
    private static final int PAUSE_PER_WORK = 100;
    private static final long LONGEST_STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Ends what is due; returns the milliseconds until the next session may be. */
    interface Sweep {
        long run();
    }

    private final Sweep sweep;
    private final LongSupplier clock;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile Thread thread;         // written under starting
    private volatile boolean stopped;       // written under starting
    private volatile boolean sooner;        // set by anyone, cleared by the sweeper before it looks at the sessions
    private volatile long nextSweepMillis;  // written by the sweeper; an estimate for expectWithin

    SessionSweeper(Sweep sweep, LongSupplier clock) {
        this.sweep = sweep;
        this.clock = clock;
    }

    /** Makes sure that a sweep comes soon after a time-out, in seconds from now; 0 or less needs none. */
    void expectWithin(int seconds) {
        if (seconds <= 0 || stopped) {
            return;
        }
        Thread running = thread;
        if (running == null) {
            start();
        } else if (!sooner && clock.getAsLong() + seconds * 1000L < nextSweepMillis) {
            sooner = true;
            LockSupport.unpark(running);
        }
    }

    private void start() {
        starting.lock();
        try {
            if (thread == null && !stopped) {
                nextSweepMillis = Long.MAX_VALUE;
                thread = ofItsOwn();
                thread.start();
            }
        } finally {
            starting.unlock();
        }
    }

    /** Makes a thread that takes nothing over from the request that happens to create the first session. */
    private Thread ofItsOwn() {
        Thread made = new Thread(null, this, "waitress-sessions", 0, false);
        made.setContextClassLoader(null);
        made.setDaemon(true);
        return made;
    }

    /** Stops sweeping, and waits until what is being swept is done unless a sweep itself calls this. */
    void stop() {
        starting.lock();
        try {
            stopped = true;
        } finally {
            starting.unlock();
        }
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            awaitEnd(running);
        }
    }

    private static void awaitEnd(Thread running) {
        if (running == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        long end = System.nanoTime() + LONGEST_STOP_NANOS;
        while (running.isAlive() && end - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(running, end - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (running.isAlive()) {
            LOG.warn("A session listener does not return; the application stops all the same");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            long started = System.nanoTime();
            sooner = false;
            nextSweepMillis = clock.getAsLong() + LONGEST_PAUSE_MILLIS;
            long due = sweepOnce();
            long worked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            long shortest = Math.max(SHORTEST_PAUSE_MILLIS, worked * PAUSE_PER_WORK);
            long pause = Math.max(shortest, Math.min(due, LONGEST_PAUSE_MILLIS));
            nextSweepMillis = clock.getAsLong() + pause;
            pause(TimeUnit.MILLISECONDS.toNanos(shortest), TimeUnit.MILLISECONDS.toNanos(pause));
        }
    }

    private void pause(long shortestNanos, long nanos) {
        long started = System.nanoTime();
        while (!stopped) {
            long left = started + (sooner ? shortestNanos : nanos) - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    /** Whatever a listener throws, sessions go on to end. */
    private long sweepOnce() {
        try {
            return sweep.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("Ending idle sessions failed; the next attempt follows", failure);
            return LONGEST_PAUSE_MILLIS;
        }
    }
}
