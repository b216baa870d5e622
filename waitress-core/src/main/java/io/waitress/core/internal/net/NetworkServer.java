package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.BufferMemory;
import io.waitress.core.internal.work.ApplicationThread;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network side of a server, with its workers: listening sockets, dispatchers, the connection limit, and the way
 * from running to stopped. Used once; a restart takes another. Any thread, but stopping waits and so must not be called
 * by a worker or a dispatcher.
 */
public final class NetworkServer {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkServer.class);
    /** What workers and dispatchers get to end after they were told to. */
    private static final long LAST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long KEEPER_STACK_BYTES = 64 * 1024;

    private final Settings settings;
    private final String name;
    private final WorkerPool workers;
    private final Map<ListenerKind, Service> services;
    private final Runnable onStopped;
    private final Ticker ticker;
    private final BufferMemory memory;
    private final Refusals refusals = new Refusals();
    private final AtomicReference<ServerState> state = new AtomicReference<>(ServerState.NEW);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** Counts the dispatchers on which something may still run. */
    private final CountDownLatch undrained;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** What keeps the JVM up meanwhile: the other threads may be running requests that never return. */
    private final CountDownLatch over = new CountDownLatch(1);

    // Written by start before the state becomes RUNNING.
    private final List<Dispatcher> dispatchers = new ArrayList<>();
    private final List<ApplicationThread> threads = new ArrayList<>();
    private List<Binding> bindings = List.of();
    private Listener listener;

    /**
     * Creates a server that does nothing yet.
     *
     * @param name the beginning of its threads' names
     * @param workers stopped with the server
     * @param services what a new connection speaks
     * @param onStopped told once when the server has stopped, whatever stopped it; until that returns, the JVM is kept up
     */
    public NetworkServer(Settings settings, String name, WorkerPool workers,
            Map<ListenerKind, Service> services, Runnable onStopped) {
        this(settings, name, workers, services, onStopped, Ticker.SYSTEM);
    }

    /** For a test, which may speak anything but TLS. */
    NetworkServer(Settings settings, String name, WorkerPool workers, ProtocolFactory protocols, Runnable onStopped) {
        this(settings, name, workers, protocols, onStopped, Ticker.SYSTEM);
    }

    NetworkServer(Settings settings, String name, WorkerPool workers, ProtocolFactory protocols, Runnable onStopped,
            Ticker ticker) {
        this(settings, name, workers,
                Map.of(ListenerKind.PLAIN, new Service(TransportFactory.PLAIN, protocols)), onStopped, ticker);
    }

    private NetworkServer(Settings settings, String name, WorkerPool workers, Map<ListenerKind, Service> services,
            Runnable onStopped, Ticker ticker) {
        this.settings = settings;
        this.name = name;
        this.workers = workers;
        this.services = Map.copyOf(services);
        this.onStopped = onStopped;
        this.ticker = ticker;
        this.memory = BufferMemory.of(settings.bufferMemory());
        this.undrained = new CountDownLatch(settings.dispatchers());
    }

    /**
     * Binds all addresses and starts to accept. Called once. On failure everything is released again.
     *
     * @throws IOException if an address cannot be bound; the message names it
     */
    public void start() throws IOException {
        if (state.get() != ServerState.NEW) {
            throw new IllegalStateException("A server is started once; this one is " + state.get());
        }
        try {
            bindings = Binding.all(settings);
            for (int i = 0; i < settings.dispatchers(); i++) {
                String threadName = name + "-dispatcher" + (settings.dispatchers() == 1 ? "" : "-" + (i + 1));
                Dispatcher dispatcher = new Dispatcher(threadName, settings, workers, ticker, this::failed);
                dispatchers.add(dispatcher);
                threads.add(new ApplicationThread(dispatcher, threadName, settings.responseBufferSize()));
                if (WorkerPool.sparesShortTasks(settings)) {
                    threads.add(new ApplicationThread(dispatcher::standBy, threadName + "-standby",
                            settings.responseBufferSize()));
                }
            }
            ConnectionLimit limit = new ConnectionLimit(settings.connectionLimit());
            listener = new Listener(dispatchers, limit, new ConnectionOpener(settings, limit, memory, workers,
                    refusals));
            if (!state.compareAndSet(ServerState.NEW, ServerState.NEW.to(ServerState.RUNNING))) {
                throw new IllegalStateException("The server was stopped while it started");
            }
        } finally {
            if (state.get() != ServerState.RUNNING) {
                release();
            }
        }
        dispatchers.get(0).execute(this::acceptAll);
        new Thread(null, this::stayUp, name + "-running", KEEPER_STACK_BYTES, false).start();
        for (ApplicationThread thread : threads) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void acceptAll() {
        for (Binding binding : bindings) {
            listener.accept(binding.channel(), binding.localAddress(), services.get(binding.kind()), binding::accept,
                    binding::close);
        }
    }

    private void stayUp() {
        boolean waiting = true;
        while (waiting) {
            try {
                over.await();
                waiting = false;
            } catch (InterruptedException ignored) {
                // Nobody has a reason to; it is not the end.
            }
        }
    }

    /** Returns the addresses that are bound, in the order of the settings, with the ports that the system chose. */
    public List<SocketAddress> addresses() {
        return bindings.stream().map(Binding::address).toList();
    }

    /** Returns the addresses with what they are for. */
    public List<Bound> bound() {
        return bindings.stream().map(binding -> new Bound(binding.address(), binding.kind())).toList();
    }

    /**
     * Runs a task in the role of the first dispatcher again and again while the server runs. Called after the start.
     *
     * @param task must not block
     */
    public void every(Duration interval, Runnable task) {
        Dispatcher dispatcher = dispatchers.get(0);
        dispatcher.execute(() -> dispatcher.deadlines().schedule(Deadlines.nanos(interval), () -> {
            every(interval, task);
            task.run();
        }));
    }

    /** Returns what the buffers of all connections are made of. */
    public BufferMemory memory() {
        return memory;
    }

    /** Returns what was refused or cut off. */
    public Refusals refusals() {
        return refusals;
    }

    /** Returns the dispatchers. */
    public List<Dispatcher> dispatchers() {
        return List.copyOf(dispatchers);
    }

    /** Returns where the server is in its life. */
    public ServerState state() {
        return state.get();
    }

    /** Tells whether a response that is still to be sent should say that the connection ends with it. */
    public boolean draining() {
        return state.get() != ServerState.RUNNING;
    }

    /** Returns what made a dispatcher fail, which stops the server; or null. */
    public Throwable failure() {
        return failure.get();
    }

    /** Tells whether the calling thread is a dispatcher's, in its role or not. */
    public boolean onDispatcher() {
        return Thread.currentThread() instanceof ApplicationThread thread && threads.contains(thread);
    }

    /** Waits until the server has stopped. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /** Waits until the server has stopped; returns false if the time ran out. */
    public boolean awaitStopped(Duration limit) throws InterruptedException {
        return stopped.await(Deadlines.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * Stops accepting, lets what runs end for as long as the grace allows, then cuts off the rest. Returns when
     * everything is released; idempotent. An interrupt of the calling thread changes nothing and remains set.
     *
     * @param grace zero for at once
     */
    public void stop(Duration grace) {
        if (onDispatcher()) {
            throw new IllegalStateException("A dispatcher cannot stop the server: it would wait for itself");
        }
        long graceNanos = Deadlines.nanos(grace);
        if (state.compareAndSet(ServerState.NEW, ServerState.NEW.to(ServerState.STOPPED))) {
            workers.stop();
            stopped.countDown();
        } else if (!shutDown(graceNanos)) {
            await(Deadlines.MAX_NANOS, nanos -> stopped.await(nanos, TimeUnit.NANOSECONDS));
        }
    }

    /** Returns false if somebody else does it or has done it. */
    private boolean shutDown(long graceNanos) {
        if (!state.compareAndSet(ServerState.RUNNING, ServerState.RUNNING.to(ServerState.DRAINING))) {
            return false;
        }
        try {
            end(drain(graceNanos));
        } finally {
            // Also when memory has run out on the way: nobody may wait for a server that is gone.
            for (int i = 0; i < dispatchers.size(); i++) {
                dispatchers.get(i).stop();
            }
            conclude();
        }
        return true;
    }

    private void conclude() {
        try {
            for (int i = 0; i < bindings.size(); i++) {
                bindings.get(i).close();
            }
        } finally {
            state.set(ServerState.DRAINING.to(ServerState.STOPPED));
            stopped.countDown();
            try {
                onStopped.run();
            } finally {
                over.countDown();
            }
        }
    }

    /** Returns true if nothing was running any more within the grace. */
    private boolean drain(long graceNanos) {
        dispatchers.get(0).execute(() -> {
            listener.close();
            for (Dispatcher dispatcher : dispatchers) {
                dispatcher.execute(new Drain(dispatcher, undrained::countDown)::run);
            }
        });
        return await(graceNanos, nanos -> undrained.await(nanos, TimeUnit.NANOSECONDS));
    }

    /**
     * Ends the dispatchers, and with them all connections, then the workers: first those connections' last tasks run,
     * which tell the application that they have closed, and requests that still wait are let go of.
     */
    private void end(boolean drained) {
        dispatchers.forEach(Dispatcher::stop);
        for (Dispatcher dispatcher : dispatchers) {
            await(LAST_WAIT_NANOS, dispatcher::awaitClosed);
        }
        workers.finish();
        int busy = busy();
        if (!drained && busy > 0) {
            LOG.warn("{} requests were still running when the time to stop was over", busy);
            interruptAll();
        }
        boolean ended = await(LAST_WAIT_NANOS, nanos -> workers.awaitTermination(Duration.ofNanos(nanos)));
        if (!ended) {
            workers.stop();
        }
        if (!await(ended ? LAST_WAIT_NANOS : 0, this::awaitThreads) || !ended) {
            interruptAll();
            LOG.warn("{} workers have not ended", busy());
        }
    }

    /** Counts the threads that run application code, workers and others. */
    private int busy() {
        int busy = workers.busy();
        for (ApplicationThread thread : threads) {
            busy += thread.running() ? 1 : 0;
        }
        return busy;
    }

    /** Interrupts all application code. */
    private void interruptAll() {
        workers.interruptAll();
        for (ApplicationThread thread : threads) {
            if (thread.running()) {
                thread.interrupt();
            }
        }
    }

    private boolean awaitThreads(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        boolean ended = true;
        for (ApplicationThread thread : threads) {
            // After a failure the dispatcher's own thread comes here, when it has done all the rest.
            if (thread != Thread.currentThread()) {
                long left = deadline - System.nanoTime();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                }
                ended &= !thread.isAlive();
            }
        }
        return ended;
    }

    /** Undoes a start that failed; no thread has been started. */
    private void release() {
        bindings.forEach(Binding::close);
        dispatchers.forEach(dispatcher -> {
            dispatcher.stop();
            dispatcher.run();
        });
    }

    /** Called by a dispatcher's thread as the last thing it does; no other thread may be had any more. */
    private void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        while (undrained.getCount() > 0) {
            undrained.countDown();
        }
        shutDown(0);
    }

    /**
     * An address that is bound.
     *
     * @param address with the port that the system chose, if it did
     * @param kind what it is for
     */
    public record Bound(SocketAddress address, ListenerKind kind) {
    }

    /** Something to wait for. */
    @FunctionalInterface
    private interface Event {

        /** Returns false if the time ran out. */
        boolean within(long nanos) throws InterruptedException;
    }

    /** Waits; an interrupt of the calling thread is put off until then. Returns false if the time ran out. */
    private static boolean await(long limitNanos, Event event) {
        long deadline = System.nanoTime() + limitNanos;
        boolean interrupted = false;
        try {
            for (;;) {
                try {
                    return event.within(Math.max(0, deadline - System.nanoTime()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
