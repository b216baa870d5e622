package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private long now = Long.MAX_VALUE - 50;
    private final Deadlines deadlines = new Deadlines(() -> now);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void runsWhatIsDueInOrderOfTimeEvenIfTheClockWrapsAround() {
        schedule(100, 3);
        schedule(10, 1);
        schedule(60, 2);
        schedule(101, 4);

        now += 100;
        deadlines.takeDue(now, Runnable::run);

        assertEquals(List.of(1, 2, 3), ran);
        assertEquals(1, deadlines.size());
    }

    @Test
    void runsNothingThatWasCancelled() {
        schedule(10, 1);
        Deadlines.Handle second = schedule(20, 2);
        schedule(30, 3);
        second.cancel();
        second.cancel();

        now += 30;
        deadlines.takeDue(now, Runnable::run);
        second.cancel();

        assertEquals(List.of(1, 3), ran);
    }

    @Test
    void leavesATaskThatIsAddedMeanwhileToTheNextTurn() {
        deadlines.schedule(0, () -> schedule(0, 1));

        deadlines.takeDue(now, Runnable::run);
        assertEquals(List.of(), ran);
        deadlines.takeDue(now, Runnable::run);

        assertEquals(List.of(1), ran);
    }

    @Test
    void letsATaskCancelAnotherThatIsDueToo() {
        Deadlines.Handle[] other = new Deadlines.Handle[1];
        deadlines.schedule(1, () -> other[0].cancel());
        other[0] = schedule(2, 1);

        now += 5;
        deadlines.takeDue(now, Runnable::run);

        assertEquals(List.of(), ran);
    }

    @Test
    void tellsTheTimeToTheNext() {
        assertEquals(1000, deadlines.nanosToNext(now, 1000));
        schedule(300, 1);

        assertEquals(300, deadlines.nanosToNext(now, 1000));
        assertEquals(200, deadlines.nanosToNext(now, 200));
        assertEquals(0, deadlines.nanosToNext(now + 301, 1000));
    }

    @Test
    void keepsTheOrderWhateverIsCancelled() {
        long seed = 3;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int due = random.nextInt(1000);
                Deadlines.Handle handle = schedule(due, due);
                if (random.nextInt(3) == 0) {
                    handle.cancel();
                } else {
                    expected.add(due);
                }
            }
            expected.sort(Comparator.naturalOrder());

            now += 1000;
            deadlines.takeDue(now, Runnable::run);

            assertEquals(expected, ran, "seed " + seed);
            ran.clear();
        }
    }

    private Deadlines.Handle schedule(long delay, int number) {
        return deadlines.schedule(delay, () -> ran.add(number));
    }
}
