package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

class ParallelTest {

    @Test
    void doesEverythingOnce() throws IOException {
        Set<Integer> done = new ConcurrentSkipListSet<>();

        Parallel.forEach(1_000, item -> {
            if (!done.add(item)) {
                throw new IOException("twice " + item);
            }
        });

        assertEquals(1_000, done.size());
        Parallel.forEach(0, item -> { throw new IOException(); });
    }

    @Test
    void throwsWhatATaskThrows() {
        IOException io = new IOException();
        Error error = new NoClassDefFoundError();

        assertSame(io, assertThrows(IOException.class, () -> Parallel.forEach(3, item -> { throw io; })));
        assertSame(error, assertThrows(NoClassDefFoundError.class,
                () -> Parallel.forEach(3, item -> { throw error; })));
    }
}
