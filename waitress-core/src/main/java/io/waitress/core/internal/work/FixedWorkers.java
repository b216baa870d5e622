package io.waitress.core.internal.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fixed number of platform threads, each started when there is work that no parked one could take. */
final class FixedWorkers implements WorkerPool {

    static final long REFUSAL_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger LOG = LoggerFactory.getLogger(FixedWorkers.class);

    private final String name;
    private final int responseBufferSize;
    private final Consumer<Worker> starter;
    private final LongSupplier clock;
    private final AtomicInteger hired = new AtomicInteger();
    private final AtomicReferenceArray<Worker> workers;
    private final TaskQueue queue;

    /** Since when no thread could be started. Confined to the holder of the queue's waking token. */
    private long refusedAt;
    private boolean refused;

    FixedWorkers(int threads, String name, int responseBufferSize) {
        this(threads, name, responseBufferSize, Thread::start, System::nanoTime);
    }

    /** For a test in which threads cannot be started. */
    FixedWorkers(int threads, String name, int responseBufferSize, Consumer<Worker> starter, LongSupplier clock) {
        this.starter = starter;
        this.clock = clock;
        this.name = name;
        this.responseBufferSize = responseBufferSize;
        this.workers = new AtomicReferenceArray<>(threads);
        this.queue = new TaskQueue(new ParkedWorkers(threads), this::startOne, new QueueDepthWarning(threads));
    }

    @Override
    public void submit(Runnable task) {
        queue.add(task);
    }

    @Override
    public boolean backlogged() {
        return !queue.isEmpty();
    }

    @Override
    public int busy() {
        int busy = 0;
        for (int i = 0; i < workers.length(); i++) {
            Worker worker = workers.get(i);
            if (worker != null && worker.running()) {
                busy++;
            }
        }
        return busy;
    }

    @Override
    public int queued() {
        return queue.size();
    }

    @Override
    public boolean onWorker() {
        return Thread.currentThread() instanceof Worker worker && worker.belongsTo(this);
    }

    @Override
    public void finish() {
        queue.finish();
    }

    @Override
    public void stop() {
        queue.stop();
    }

    @Override
    public boolean awaitTermination(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int seen;
        do {
            // Waiting tasks may have had more threads started meanwhile.
            seen = hired.get();
            for (int i = 0; i < seen; i++) {
                if (!ended(i, deadline)) {
                    return false;
                }
            }
        } while (seen != hired.get());
        return true;
    }

    @Override
    public void interruptAll() {
        for (int i = 0; i < workers.length(); i++) {
            Worker worker = workers.get(i);
            if (worker != null && worker.running()) {
                worker.interrupt();
            }
        }
    }

    /**
     * Puts a new thread in the place of one that is about to die while running a task. Called by the latter.
     *
     * @return false if no thread can be started, so that the caller has to live on
     */
    boolean replace(Worker dying) {
        Worker successor = newWorker(dying.slot);
        workers.set(dying.slot, successor);
        try {
            starter.accept(successor);
            return true;
        } catch (OutOfMemoryError e) {
            workers.set(dying.slot, dying);
            LOG.error("No thread can be started to replace {}", dying.getName(), e);
            return false;
        }
    }

    /**
     * Called by the holder of the queue's waking token, so never by two threads at once. If the system refuses a thread,
     * those there are have to do; after a while it is asked again. Without any the refusal is the caller's to deal with.
     */
    private boolean startOne() {
        int slot = hired.get();
        if (slot == workers.length() || refused && clock.getAsLong() - refusedAt < REFUSAL_PAUSE_NANOS) {
            return false;
        }
        Worker worker = newWorker(slot);
        worker.woken = true;
        workers.set(slot, worker);
        // Before the start, since the token leaves with the new thread.
        hired.set(slot + 1);
        boolean started = false;
        try {
            starter.accept(worker);
            started = true;
        } catch (OutOfMemoryError e) {
            if (slot == 0) {
                throw e;
            }
            refused = true;
            refusedAt = clock.getAsLong();
            LOG.warn("The system refuses to start worker {} of {}: {}", slot + 1, workers.length(), e.getMessage());
        } finally {
            if (!started) {
                hired.set(slot);
                workers.set(slot, null);
            }
        }
        return started;
    }

    private boolean ended(int slot, long deadline) throws InterruptedException {
        Worker worker = workers.get(slot);
        if (worker == null) {
            return true;
        }
        long left = deadline - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.timedJoin(worker, left);
        }
        return !worker.isAlive();
    }

    private Worker newWorker(int slot) {
        Worker worker = new Worker(this, queue, slot, name + "-worker-" + (slot + 1), responseBufferSize);
        worker.setDaemon(true);
        return worker;
    }
}
