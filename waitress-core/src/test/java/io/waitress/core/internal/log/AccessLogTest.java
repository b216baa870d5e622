package io.waitress.core.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Observation;
import io.waitress.core.settings.AccessLogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AccessLogTest {

    private final List<String> written = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void writesEveryLineOnce() {
        AccessLog log = log(new Target(), (line, exchange) -> line.append(exchange.status()));
        log.start();
        IntStream.range(0, 30_000).parallel().forEach(i -> log.ended(exchange(i)));
        log.close();

        List<Integer> lines = String.join("", written).lines().map(Integer::valueOf).sorted().toList();
        assertEquals(IntStream.range(0, 30_000).boxed().toList(), lines);
        assertEquals(0, log.dropped());
    }

    @Test
    void dropsAndCountsWhatIsTooMuch() {
        AccessLog log = log(new Target(), (line, exchange) -> line.append(exchange.status()));
        for (int i = 0; i < AccessLog.MOST_WAITING + 5; i++) {
            log.ended(exchange(i));
        }
        assertEquals(5, log.dropped());
        log.start();
        log.close();

        assertEquals(AccessLog.MOST_WAITING, String.join("", written).lines().count());
    }

    @Test
    void dropsAndCountsWhatTakesTooMuchMemory() {
        AccessLog log = log(new Target(), (line, exchange) -> line.append(exchange.status()));
        for (int i = 0; i < 10; i++) {
            log.ended(exchange(i, AccessLog.MOST_WAITING_BYTES / 4));
        }
        log.start();
        log.close();

        assertEquals(6, log.dropped());
        assertEquals("0\n1\n2\n3\n", String.join("", written));
        log.ended(exchange(1));
        assertEquals(6, log.dropped());
    }

    @Test
    void goesOnWhenTheTargetDoes() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        CountDownLatch failed = new CountDownLatch(1);
        AccessLog log = log(new Target() {
            @Override
            public void write(byte[] lines, int length) throws IOException {
                if (full.get()) {
                    failed.countDown();
                    throw new IOException("No space left on device");
                }
                super.write(lines, length);
            }
        }, (line, exchange) -> line.append(exchange.status()));
        log.start();
        log.ended(exchange(1));
        failed.await();
        full.set(false);
        log.ended(exchange(2));
        log.close();

        assertEquals(1, log.dropped());
        assertEquals("2\n", String.join("", written));
    }

    @Test
    void aLineThatCannotBeMadeIsDropped() {
        AccessLog log = log(new Target(), (line, exchange) -> {
            line.append("begun");
            if (exchange.status() == 1) {
                throw new IllegalStateException("on purpose");
            }
        });
        log.ended(exchange(1));
        log.ended(exchange(2));
        log.start();
        log.close();

        assertEquals("begun\n", String.join("", written));
        assertEquals(1, log.dropped());
    }

    @Test
    void appendsToItsFileAndOpensItAgainWhenItWasMoved() throws Exception {
        Path path = folder.resolve("access.log");
        Files.writeString(path, "before\n");
        try (LogFile file = new LogFile(path)) {
            write(file, "one\n");
            Files.move(path, folder.resolve("access.log.1"));
            write(file, "two\n");
            file.check();
            write(file, "three\n");
            file.check();
            write(file, "four\n");
            Files.delete(path);
            file.check();
            write(file, "five\n");
        }

        assertEquals("before\none\ntwo\n", Files.readString(folder.resolve("access.log.1")));
        assertEquals("five\n", Files.readString(path));
    }

    @Test
    void namesAFileThatCannotBeOpened() {
        Path path = folder.resolve("missing").resolve("access.log");

        IOException refusal = assertThrows(IOException.class,
                () -> AccessLog.open(path.toString(), AccessLogFormat.COMMON, "test"));

        assertTrue(refusal.getMessage().contains(path.toString()), refusal.getMessage());
    }

    private static void write(LogFile file, String line) throws IOException {
        file.write(line.getBytes(StandardCharsets.US_ASCII), line.length());
    }

    private static AccessLog log(LogTarget target, LogFormat format) {
        return new AccessLog(target, format, "test");
    }

    private static Observation exchange(int status) {
        return exchange(status, 100);
    }

    private static Observation exchange(int status, int headBytes) {
        Observation exchange = new Observation(null, headBytes, new TestConnection(null, null), 1, 1);
        exchange.ended(2, status, 0, false);
        return exchange;
    }

    /** Written to by the log's thread, read once that has ended. */
    private class Target implements LogTarget {

        @Override
        public void write(byte[] lines, int length) throws IOException {
            written.add(new String(lines, 0, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
