package io.waitress.core.internal.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A fixed number of platform threads, each started when there is work that no parked one could take. */
final class FixedWorkers implements WorkerPool {

    private final String name;
    private final int scratchBytes;
    private final AtomicInteger hired = new AtomicInteger();
    private final AtomicReferenceArray<Worker> workers;
    private final TaskQueue queue;

    FixedWorkers(int threads, String name, int scratchBytes) {
        this.name = name;
        this.scratchBytes = scratchBytes;
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
    public void stop() {
        queue.stop();
    }

    @Override
    public boolean awaitTermination(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (int i = 0; i < workers.length(); i++) {
            Worker worker = workers.get(i);
            if (worker == null) {
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.timedJoin(worker, left);
            }
            if (worker.isAlive()) {
                return false;
            }
        }
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

    /** Puts a new thread in the place of one that is about to die while running a task. Called by the latter. */
    void replace(Worker dying) {
        Worker successor = newWorker(dying.slot);
        workers.set(dying.slot, successor);
        successor.start();
    }

    /** Called by the holder of the queue's waking token, so never by two threads at once. */
    private boolean startOne() {
        int slot = hired.get();
        if (slot == workers.length()) {
            return false;
        }
        Worker worker = newWorker(slot);
        worker.woken = true;
        workers.set(slot, worker);
        // Before the start, since the token leaves with the new thread.
        hired.set(slot + 1);
        boolean started = false;
        try {
            worker.start();
            started = true;
        } finally {
            if (!started) {
                hired.set(slot);
            }
        }
        return true;
    }

    private Worker newWorker(int slot) {
        Worker worker = new Worker(this, queue, slot, name + "-worker-" + (slot + 1), scratchBytes);
        worker.setDaemon(true);
        return worker;
    }
}
