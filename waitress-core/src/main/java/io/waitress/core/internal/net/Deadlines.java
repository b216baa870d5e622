package io.waitress.core.internal.net;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a dispatcher has to do at some later time: a binary min-heap by due time, of which cancelling removes at once.
 * Confined to the dispatcher role.
 */
public final class Deadlines {

    /** As long as for ever (73 years), and can be added to any reading of the clock. */
    static final long MAX_NANOS = Long.MAX_VALUE / 4;

    private static final int INITIAL_CAPACITY = 16;

    private final LongSupplier now;
    private Handle[] heap = new Handle[INITIAL_CAPACITY];
    private int size;

    /** Creates an empty heap over the time of the dispatcher's current turn. */
    Deadlines(LongSupplier now) {
        this.now = now;
    }

    /** Returns the duration in nanoseconds, or the longest time that makes sense if it is longer. Any thread. */
    public static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(MAX_NANOS)) > 0 ? MAX_NANOS : duration.toNanos();
    }

    /** A task that waits for its time. Confined to the dispatcher role. */
    public final class Handle {

        private final long dueNanos;
        private final Runnable task;
        /** The place in the heap, or -1 once it has run or was cancelled. */
        private int index;

        private Handle(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        /** Takes the task back; no effect if it has run. */
        public void cancel() {
            if (index >= 0) {
                remove(index);
            }
        }
    }

    /**
     * Runs the task on the dispatcher once the time has passed.
     *
     * @param delayNanos from the time of the dispatcher's current turn
     */
    public Handle schedule(long delayNanos, Runnable task) {
        Handle added = new Handle(now.getAsLong() + delayNanos, task);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        siftUp(size++, added);
        return added;
    }

    /** Hands over every task that is due, the earliest first; tasks added meanwhile wait for the next call. */
    void takeDue(long nowNanos, Consumer<Runnable> runner) {
        int most = size;
        for (int i = 0; i < most && size > 0 && heap[0].dueNanos - nowNanos <= 0; i++) {
            Runnable task = heap[0].task;
            remove(0);
            runner.accept(task);
        }
    }

    /** Returns how long until the next task is due, 0 if one is, and the limit if it comes later or there is none. */
    long nanosToNext(long nowNanos, long limitNanos) {
        return size == 0 ? limitNanos : Math.max(0, Math.min(limitNanos, heap[0].dueNanos - nowNanos));
    }

    int size() {
        return size;
    }

    private void remove(int index) {
        heap[index].index = -1;
        Handle last = heap[--size];
        heap[size] = null;
        if (index == size) {
            return;
        }
        siftDown(index, last);
        if (heap[index] == last) {
            siftUp(index, last);
        }
    }

    private void siftUp(int from, Handle handle) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(handle, heap[parent])) {
                break;
            }
            place(at, heap[parent]);
            at = parent;
        }
        place(at, handle);
    }

    private void siftDown(int from, Handle handle) {
        int at = from;
        int child;
        while ((child = 2 * at + 1) < size) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], handle)) {
                break;
            }
            place(at, heap[child]);
            at = child;
        }
        place(at, handle);
    }

    private void place(int at, Handle handle) {
        heap[at] = handle;
        handle.index = at;
    }

    private static boolean before(Handle a, Handle b) {
        return a.dueNanos - b.dueNanos < 0;
    }
}
