package io.waitress.core.internal.work;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The workers that have nothing to do, last parked first out, since its caches are the warmest. Lock-free, safe from
 * any thread, allocates nothing.
 *
 * <p>A Treiber stack of slot numbers: {@code head} holds the top worker's slot + 1 in its low half (0: nobody) and the
 * number of pushes in its high half. Since every push changes the number, a compare-and-set against a head that was
 * popped and pushed again in between fails, and a stale {@link Worker#below} is never installed.
 */
class ParkedWorkers {

    private static final long SLOT_MASK = 0xFFFF_FFFFL;
    private static final long ONE_PUSH = 1L << 32;

    /** An element is written before its worker's first push, and published by that push. */
    private final Worker[] bySlot;
    private final AtomicLong head = new AtomicLong();

    ParkedWorkers(int slots) {
        this.bySlot = new Worker[slots];
    }

    /** Called by the worker itself, which is not on the stack. */
    void push(Worker worker) {
        bySlot[worker.slot] = worker;
        long seen;
        long next;
        do {
            seen = head.get();
            worker.below = (int) (seen & SLOT_MASK);
            next = (seen & ~SLOT_MASK) + ONE_PUSH | worker.slot + 1;
        } while (!head.compareAndSet(seen, next));
    }

    /** Returns the worker that parked last, or null if none is parked. */
    Worker pop() {
        for (;;) {
            long seen = head.get();
            int top = (int) (seen & SLOT_MASK);
            if (top == 0) {
                return null;
            }
            Worker worker = bySlot[top - 1];
            if (head.compareAndSet(seen, seen & ~SLOT_MASK | worker.below)) {
                return worker;
            }
        }
    }

    boolean isEmpty() {
        return (head.get() & SLOT_MASK) == 0;
    }

    /** Returns a number that changes whenever a worker parks. */
    int pushes() {
        return (int) (head.get() >>> 32);
    }
}
