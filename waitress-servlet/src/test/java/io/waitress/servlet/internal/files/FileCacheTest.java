package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

    private static final long LONG_AGO = System.currentTimeMillis() - 100_000;
    private static final long LIMIT = 100_000;

    @TempDir
    private Path folder;
    private CountingBase base;
    private long now;
    private FileCache cache;

    /** Counts how often the file system is asked. */
    private static final class CountingBase implements ResourceBase {

        private final ResourceBase files;
        private int lookUps;

        CountingBase(ResourceBase files) {
            this.files = files;
        }

        @Override
        public Resource resource(String path) {
            lookUps++;
            return files.resource(path);
        }

        @Override
        public Set<String> list(String path) {
            return files.list(path);
        }
    }

    @BeforeEach
    void create() throws IOException {
        base = new CountingBase(ResourceBase.folder(folder));
        cache = new FileCache(base, LIMIT, () -> now);
    }

    private void write(String name, String content, long changed) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(changed));
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private String found(String path) throws IOException {
        FileForms forms = cache.find(path);
        return forms == null ? null : new String(forms.plain().resource().open().readAllBytes());
    }

    /** Tells whether a file is served without asking the file system. */
    private boolean kept(String path) {
        int before = base.lookUps;
        cache.find(path);
        return base.lookUps == before;
    }

    @Test
    void asksTheFileSystemOnceASecond() throws IOException {
        write("a.txt", "content", LONG_AGO);

        assertEquals("content", found("/a.txt"));
        pass(999);
        assertTrue(kept("/a.txt"));
        pass(1);
        assertEquals(false, kept("/a.txt"));
        assertTrue(kept("/a.txt"));
    }

    @Test
    void showsAChangeWithinASecond() throws IOException {
        write("a.txt", "before", LONG_AGO);
        assertEquals("before", found("/a.txt"));
        String tag = cache.find("/a.txt").plain().entityTagField();

        write("a.txt", "after!", LONG_AGO + 1000);
        assertEquals("before", found("/a.txt"));
        pass(1000);

        assertEquals("after!", found("/a.txt"));
        assertTrue(!tag.equals(cache.find("/a.txt").plain().entityTagField()));
    }

    @Test
    void showsAChangeThatLengthAndTimeDoNotTell() throws IOException {
        write("a.txt", "version 1", LONG_AGO);
        assertEquals("version 1", found("/a.txt"));

        write("a.txt", "version 2", LONG_AGO);
        pass(1000);

        assertEquals("version 2", found("/a.txt"));
    }

    @Test
    void noticesThatAFileIsGoneOrHasBecomeAFolder() throws IOException {
        write("a.txt", "content", LONG_AGO);
        write("b.txt", "content", LONG_AGO);
        found("/a.txt");
        found("/b.txt");

        Files.delete(folder.resolve("a.txt"));
        Files.delete(folder.resolve("b.txt"));
        Files.createDirectory(folder.resolve("b.txt"));
        pass(1000);

        assertNull(cache.find("/a.txt"));
        assertTrue(cache.find("/b.txt").folder());
    }

    @Test
    void findsAFileAtOnceThatDidNotExist() throws IOException {
        assertNull(cache.find("/a.txt"));

        write("a.txt", "new", System.currentTimeMillis());

        assertEquals("new", found("/a.txt"));
    }

    @Test
    void keepsNoFileThatIsChangingNow() throws IOException {
        long justNow = System.currentTimeMillis() + 3_600_000; // and still so if this thread stalls
        write("a.txt", "one", justNow);
        assertEquals("one", found("/a.txt"));

        write("a.txt", "two", justNow);

        assertEquals("two", found("/a.txt"));
    }

    @Test
    void keepsNoLargeFileAndNoFolder() throws IOException {
        write("large.txt", "x".repeat(ContentWriter.COPIED_BYTES + 1), LONG_AGO);
        write("small.txt", "x".repeat(ContentWriter.COPIED_BYTES), LONG_AGO);
        for (String path : new String[] {"/large.txt", "/small.txt", "/"}) {
            assertNotNull(cache.find(path));
        }

        assertEquals(false, kept("/large.txt"));
        assertTrue(kept("/small.txt"));
        assertEquals(false, kept("/"));
    }

    @Test
    void keepsTheCompressedFormsToo() throws IOException {
        write("a.txt", "plain", LONG_AGO);
        write("a.txt.gz", "zipped", LONG_AGO);
        assertEquals("gzip", cache.find("/a.txt").negotiate("gzip, br").coding());

        write("a.txt.br", "brotli", LONG_AGO);
        assertEquals("gzip", cache.find("/a.txt").negotiate("gzip, br").coding());
        pass(1000);

        assertEquals("br", cache.find("/a.txt").negotiate("gzip, br").coding());
        assertNull(cache.find("/a.txt").negotiate(null).coding());
        assertTrue(kept("/a.txt"));
    }

    @Test
    void takesNoMoreMemoryThanItMay() throws IOException {
        for (int i = 0; i < 10; i++) {
            write(i + ".txt", "x".repeat(30_000), LONG_AGO);
            assertEquals(30_000, found("/" + i + ".txt").length());
        }
        int kept = 0;
        for (int i = 0; i < 10; i++) {
            kept += kept("/" + i + ".txt") ? 1 : 0;
        }
        assertEquals(3, kept, "30 KB each with their overhead, of 100 KB");

        pass(1000);
        found("/9.txt");

        assertTrue(kept("/9.txt"), "those that nobody asks for make way");
    }
}
