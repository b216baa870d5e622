package io.waitress.core.internal.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One virtual thread per task, at most {@code permits} of them at a time; the other tasks wait in order. The code is
 * compiled for Java 17 and finds virtual threads by method handle.
 *
 * <p>No task is left behind without a thread, because each side looks at what the other has done last:
 * <pre>
 *   producer                          ending thread
 *   tasks.add                         poll → task: it gets a new thread and this one's permit
 *   acquire a permit, none: done      none: release the permit
 *   poll, none: release, look again   tasks non-empty? acquire a permit, …
 * </pre>
 */
final class VirtualWorkers implements WorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualWorkers.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ThreadFactory threads;
    private final int permits;
    private final QueueDepthWarning warning;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    /** Counts the times a permit was released for want of a task. */
    private final AtomicInteger releases = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean finishing;

    VirtualWorkers(int permits, String name) {
        this.permits = permits;
        this.warning = new QueueDepthWarning(permits);
        this.threads = virtualThreads(name + "-worker-");
    }

    @Override
    public void submit(Runnable task) {
        if (finishing) {
            WorkerPool.drop(task);
            return;
        }
        tasks.add(task);
        // Who sets the flag takes the tasks out after that, so one of the two finds this one.
        if (finishing && tasks.remove(task)) {
            WorkerPool.drop(task);
            return;
        }
        startNext();
    }

    @Override
    public boolean backlogged() {
        return !tasks.isEmpty();
    }

    @Override
    public int busy() {
        return running.size();
    }

    @Override
    public int queued() {
        return tasks.size();
    }

    @Override
    public boolean onWorker() {
        return running.contains(Thread.currentThread());
    }

    @Override
    public void finish() {
        finishing = true;
    }

    @Override
    public void stop() {
        finishing = true;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            WorkerPool.drop(task);
        }
    }

    @Override
    public boolean awaitTermination(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (taken.get() > 0 || !tasks.isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(this, POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    @Override
    public void interruptAll() {
        running.forEach(Thread::interrupt);
    }

    private void startNext() {
        while (!tasks.isEmpty()) {
            if (!acquire()) {
                warning.saturated(releases.get(), tasks);
                return;
            }
            Runnable task = tasks.poll();
            if (task != null) {
                start(task);
                return;
            }
            taken.decrementAndGet();
        }
    }

    private boolean acquire() {
        int seen = taken.get();
        while (seen < permits) {
            if (taken.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = taken.get();
        }
        return false;
    }

    /** Called with a permit, which goes to the thread. */
    private void start(Runnable task) {
        boolean started = false;
        try {
            threads.newThread(() -> run(task)).start();
            started = true;
        } finally {
            if (!started) {
                taken.decrementAndGet();
            }
        }
    }

    private void run(Runnable task) {
        Thread self = Thread.currentThread();
        running.add(self);
        try {
            task.run();
        } catch (VirtualMachineError e) {
            LOG.error("The virtual machine failed while running a task", e);
            throw e;
        } catch (Throwable e) {
            LOG.error("A task failed", e);
        } finally {
            running.remove(self);
            passOn();
        }
    }

    private void passOn() {
        Runnable next = tasks.poll();
        if (next != null) {
            start(next);
            return;
        }
        releases.incrementAndGet();
        taken.decrementAndGet();
        startNext();
    }

    private static ThreadFactory virtualThreads(String prefix) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder)).invoke(),
                            prefix, 1L);
            // Threads are made by whoever submits, often another request, whose locals and class loader are its own.
            Object separate = lookup.findVirtual(builder, "inheritInheritableThreadLocals",
                    MethodType.methodType(builder, boolean.class)).invoke(named, false);
            return (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                    .invoke(separate);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtualThreads: needs Java 21 or newer, and this is Java "
                    + Runtime.version(), e);
        } catch (Throwable e) {
            throw new IllegalStateException("virtualThreads: this JVM does not make virtual threads", e);
        }
    }
}
