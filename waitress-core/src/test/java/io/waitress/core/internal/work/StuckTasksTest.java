package io.waitress.core.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StuckTasksTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final StuckTasks tasks = new StuckTasks(Duration.ofNanos(10), "test", now::get);

    @Test
    void findsWhatRunsForTooLongOnce() {
        StuckTasks.Running one = tasks.begin("one");
        now.addAndGet(9);
        StuckTasks.Running two = tasks.begin("two");
        tasks.look();
        assertEquals(0, tasks.stuck());

        now.addAndGet(1);
        tasks.look();
        tasks.look();

        assertEquals(1, tasks.stuck());
        assertEquals(1, tasks.found());
        one.end();
        two.end();
        assertEquals(0, tasks.stuck());
        assertEquals(1, tasks.found());
    }

    @Test
    void forgetsWhatHasEnded() {
        tasks.begin("one").end();
        now.addAndGet(100);

        tasks.look();

        assertEquals(0, tasks.found());
    }
}
