package io.waitress.core.internal.net;

import io.waitress.core.internal.work.ForeseeableTask;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that waits for sockets, reads them, drains what workers left behind and watches the time. "Dispatcher" is a
 * role: all that is said to be confined to it is touched by its holder only, one thread at a time.
 *
 * <p>One turn: read the clock; run tasks and what is due; pass requests on; wait for sockets; deal with each that is
 * ready; pass requests on. Nothing in it blocks but the wait.
 *
 * <p>Requests are passed on to the workers. If a second thread stands by, those that are likely to be short are run
 * here, without the role: see {@link DispatcherRole}. That happens at the end of a turn, when the selector is not in
 * use, and who has lost the role by then touches nothing any more.
 */
public final class Dispatcher implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Bounds the age of {@link #nowNanos} and the delay of {@link #executeLazily}. */
    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MAX_TASKS_PER_TURN = 10_000;
    private static final int MAX_REPLACEMENTS = 5;
    private static final int RESERVE_BYTES = 512 * 1024;
    /** The largest record of TLS can be decrypted as a whole only. */
    private static final int MIN_TLS_READ_BYTES = 17 * 1024;

    private final String name;
    private final WorkerPool workers;
    private final Ticker ticker;
    private final Consumer<Throwable> onFailure;
    private final TaskInbox inbox = new TaskInbox();
    private final Counters counters;
    private final DispatcherRole role = new DispatcherRole();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long now;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile Census census = Census.NONE;
    /** Replaced by the role holder if it fails; read by whoever wakes it. */
    private volatile Selector selector;

    // The rest is confined to the dispatcher role.
    private final ByteBuffer readBuffer;
    private final Deadlines deadlines = new Deadlines(this::nowNanos);
    private final ConnectionTable connections = new ConnectionTable();
    private final List<Selectable> acceptors = new ArrayList<>();
    private final ArrayDeque<Runnable> submissions = new ArrayDeque<>();
    private final ShortTasks shortTasks;
    private final IdleScan idleScan;
    private final Consumer<SelectionKey> whenReady = this::ready;
    private final Consumer<Runnable> taskRunner = this::runTask;
    /** How everything is closed at the end, in order; made in advance, since there may be no memory left then. */
    private final Step[] ending = {this::closeAcceptors, this::runTasks, this::closeConnections, this::runTasks,
        this::closeAcceptors, this::closeConnections, this::handOverAll, this::closeSelector};
    private final Consumer<Connection> closer = this::closeQuietly;
    /** Let go of at the end: if memory has run out, closing the first connections needs some before any is freed. */
    private byte[] reserve = new byte[RESERVE_BYTES];
    private boolean awake = true;
    /** What ends the loop, or null. */
    private Throwable failure;
    private int replacements;
    private long replacedAt;

    /**
     * Creates a dispatcher that does nothing until it runs.
     *
     * @param name of its thread
     * @param onFailure told by the dispatcher's thread what ended it if it did not end by {@link #stop}, once all that
     *     belonged to it is closed and it holds the role no more
     */
    Dispatcher(String name, Settings settings, WorkerPool workers, Ticker ticker, Consumer<Throwable> onFailure)
            throws IOException {
        this.name = name;
        this.workers = workers;
        this.ticker = ticker;
        this.onFailure = onFailure;
        this.shortTasks = new ShortTasks(role, workers);
        this.counters = new Counters(!settings.management().metricsPath().isEmpty() || settings.management().jmx());
        this.now = ticker.nanos();
        this.readBuffer = ByteBuffer.allocateDirect(readBytes(settings));
        this.idleScan = new IdleScan(this, settings.cleanupInterval(), settings.channelTimeout());
        this.selector = Selector.open();
        idleScan.schedule();
        new PaceScan(this, settings.admission()).schedule();
    }

    private static int readBytes(Settings settings) {
        return settings.tls().enabled() ? Math.max(settings.recvBytes(), MIN_TLS_READ_BYTES) : settings.recvBytes();
    }

    /** Tells whether the calling thread holds the role. */
    public boolean holdsRole() {
        return role.held();
    }

    /** Runs a task in the role, soon: wakes the dispatcher if it sleeps. Any thread. */
    public void execute(Runnable task) {
        if (inbox.add(task)) {
            counters.countWakeup();
            selector.wakeup();
        }
    }

    /** Runs a task in the role when the dispatcher is awake anyway, within a second. Any thread. */
    public void executeLazily(Runnable task) {
        inbox.addLazily(task);
    }

    /**
     * Hands a task to the workers, or runs it if it is likely to be short and somebody stands by. In the role that is
     * done for all tasks of the same turn, once everything that was ready has been read; so a woken worker does not
     * compete with the reading.
     */
    public void submit(Runnable task) {
        if (!holdsRole()) {
            workers.submit(task);
        } else if (role.vacatable() && task instanceof ForeseeableTask foreseeable && foreseeable.isShort()) {
            shortTasks.add(task);
        } else {
            submissions.add(task);
        }
    }

    /** Returns what is to be done later. Dispatcher role. */
    public Deadlines deadlines() {
        return deadlines;
    }

    /** Returns the time at which the current turn's sockets became ready; at most a second old. Any thread. */
    public long nowNanos() {
        return now;
    }

    /** Returns the clock. */
    public Ticker ticker() {
        return ticker;
    }

    /** Returns what has been asked of the system so far. */
    public Counters counters() {
        return counters;
    }

    /**
     * Counts the connections, in the role; else returns the count of the last time and has them counted soon. Any
     * thread.
     */
    public Census census() {
        if (holdsRole()) {
            census = Census.of(connections);
        } else {
            executeLazily(() -> census = Census.of(connections));
        }
        return census;
    }

    /** Tells whether connections are closed because of the dispatcher's own end; tasks may never run then. Any thread. */
    public boolean ended() {
        return ended;
    }

    /** Ends the loop after the current turn and closes everything that belongs to it. Any thread. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** Holds the role until the end, or until somebody who stands by has taken it. */
    @Override
    public void run() {
        if (role.take()) {
            lead();
        }
        standBy();
    }

    /** Stands by to take the role until the end. */
    void standBy() {
        while (role.await()) {
            lead();
        }
    }

    /** Waits until everything that belongs to the dispatcher is closed. Returns false if the time ran out. */
    boolean awaitClosed(long nanos) throws InterruptedException {
        return closed.await(nanos, TimeUnit.NANOSECONDS);
    }

    private void lead() {
        try {
            runLoop();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            if (role.held()) {
                end();
            }
        }
    }

    private void end() {
        try {
            closeEverything();
        } finally {
            role.end();
            closed.countDown();
            if (failure != null) {
                log("failed; the server stops", failure);
                onFailure.accept(failure);
            }
        }
    }

    /**
     * Turns until the end, or until the role is lost. Lets go of the reserve before anything else is done about a
     * failure: without memory the virtual machine cannot even tell whether a catch clause applies, as it may have to
     * load the class first.
     */
    private void runLoop() throws IOException {
        boolean lost = false;
        try {
            while (!stopping && !lost) {
                lost = !turn();
            }
        } finally {
            if (!lost) {
                reserve = null;
            }
        }
    }

    // From here on: dispatcher role.

    ByteBuffer readBuffer() {
        return readBuffer;
    }

    ConnectionTable connections() {
        return connections;
    }

    Selector selector() {
        return selector;
    }

    /** Adds what accepts connections, to be closed with the dispatcher. */
    void add(Selectable acceptor) {
        acceptors.add(acceptor);
    }

    /** Forgets what has been closed. */
    void remove(Selectable acceptor) {
        acceptors.remove(acceptor);
    }

    /** Returns false if the role was lost. */
    private boolean turn() throws IOException {
        now = ticker.nanos();
        inbox.runAll(taskRunner, MAX_TASKS_PER_TURN);
        deadlines.takeDue(now, taskRunner);
        if (!passOn()) {
            return false;
        }
        if (!stopping) {
            select();
        }
        return passOn();
    }

    /** Hands tasks to the workers, and runs those that are likely to be short. Returns false if the role was lost. */
    private boolean passOn() {
        handOver();
        if (stopping) {
            shortTasks.handOver(0);
        }
        return shortTasks.run();
    }

    private void handOver() {
        Runnable task;
        while ((task = submissions.poll()) != null) {
            workers.submit(task);
        }
    }

    private void handOverAll() {
        handOver();
        shortTasks.handOver(0);
    }

    private void select() throws IOException {
        long nanos = deadlines.nanosToNext(now, MAX_SLEEP_NANOS);
        long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        awake = false;
        try {
            if (inbox.fallAsleep() && millis > 0 && !stopping) {
                selector.select(whenReady, millis);
            } else {
                selector.selectNow(whenReady);
            }
        } catch (IOException | ClosedSelectorException e) {
            replaceSelector(e);
        } finally {
            inbox.awake();
            // One meant for a request that ran here and has ended would make every further select return at once.
            Thread.interrupted();
        }
    }

    private void ready(SelectionKey key) {
        if (!awake) {
            awake = true;
            inbox.awake();
            now = ticker.nanos();
        }
        Selectable selectable = (Selectable) key.attachment();
        try {
            if (key.isValid() && !stopping) {
                selectable.ready(key.readyOps());
            }
        } catch (VirtualMachineError e) {
            fail(e);
        } catch (Throwable e) {
            LOG.error("{}: {} failed and is closed", name, selectable, e);
            closeQuietly(selectable);
        }
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (VirtualMachineError e) {
            fail(e);
        } catch (Throwable e) {
            LOG.error("{}: a task failed", name, e);
        }
    }

    private void replaceSelector(Exception cause) throws IOException {
        if (now - replacedAt > MAX_SLEEP_NANOS) {
            replacements = 0;
        }
        if (++replacements > MAX_REPLACEMENTS) {
            throw new IOException("The selector fails again and again", cause);
        }
        replacedAt = now;
        LOG.error("{}: the selector failed and is replaced", name, cause);
        Selector failed = selector;
        selector = Selector.open();
        connections.forEach(this::move);
        List.copyOf(acceptors).forEach(this::move);
        failed.close();
    }

    private void move(Selectable selectable) {
        try {
            selectable.moveTo(selector);
        } catch (IOException | RuntimeException e) {
            LOG.error("{}: {} was lost with its selector", name, selectable, e);
            closeQuietly(selectable);
        }
    }

    private void closeQuietly(Selectable selectable) {
        try {
            selectable.closeNow();
        } catch (Throwable e) {
            log("could not close something cleanly", e);
        }
    }

    /** Ends the loop. Allocates nothing, since what failed may be an allocation. */
    private void fail(Throwable cause) {
        stopping = true;
        reserve = null;
        if (failure == null) {
            failure = cause;
        }
    }

    /**
     * Runs what was asked for before, so that a connection on its way here is closed as well. No step keeps another
     * from being tried: the memory that one lacks is perhaps what the next sets free.
     */
    private void closeEverything() {
        ended = true;
        for (Step step : ending) {
            try {
                step.run();
            } catch (Throwable e) {
                log("could not close everything", e);
            }
        }
    }

    private void runTasks() {
        inbox.runAll(taskRunner, MAX_TASKS_PER_TURN);
    }

    private void closeAcceptors() {
        for (int i = acceptors.size() - 1; i >= 0; i--) {
            closeQuietly(acceptors.get(i));
        }
    }

    private void closeConnections() {
        connections.forEach(closer);
    }

    private void closeSelector() throws IOException {
        selector.close();
    }

    /** Logs if there is memory left to do so. */
    private void log(String message, Throwable cause) {
        try {
            LOG.error("{} {}", name, message, cause);
        } catch (Throwable ignored) {
            // That it could not be told must not keep anything from being done.
        }
    }

    /** One of several steps, none of which needs another to have worked. */
    @FunctionalInterface
    private interface Step {

        void run() throws IOException;
    }
}
