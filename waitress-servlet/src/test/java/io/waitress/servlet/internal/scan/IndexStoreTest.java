package io.waitress.servlet.internal.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexStoreTest {

    @TempDir
    private Path parent;
    private Path folder;
    private IndexStore store;

    @BeforeEach
    void makeStore() {
        folder = parent.resolve("work/annotations");
        store = new IndexStore(folder, 10_000);
    }

    private static ClassIndex index(String className) {
        IndexBuilder builder = new IndexBuilder(Depth.HIERARCHY);
        builder.add(className, List.of("java.lang.Object"), Set.of(), Set.of());
        return builder.build();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsIndexesByContentAndDepth() throws IOException {
        store.save("key", Depth.HIERARCHY, index("a.B"));

        assertArrayEquals(index("a.B").stored(), new IndexStore(folder, 1).load("key", Depth.HIERARCHY).stored());
        assertNull(store.load("key", Depth.DEPLOYMENT));
        assertNull(store.load("other", Depth.HIERARCHY));
        assertEquals(List.of("key-hierarchy.index"), files());
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 9, 20, 40})
    void ignoresWhatIsBroken(int position) throws IOException {
        store.save("key", Depth.HIERARCHY, index("a.B"));
        Path file = folder.resolve("key-hierarchy.index");
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);

        assertNull(store.load("key", Depth.HIERARCHY));
        store.save("key", Depth.HIERARCHY, index("a.B"));
        assertNotNull(store.load("key", Depth.HIERARCHY));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 16, 50})
    void ignoresWhatIsCutOff(int length) throws IOException {
        store.save("key", Depth.HIERARCHY, index("a.B"));
        Path file = folder.resolve("key-hierarchy.index");
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));

        assertNull(store.load("key", Depth.HIERARCHY));
    }

    @Test
    void doesWithoutAFolderThatCannotBeMade() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "no folder");

        store.save("key", Depth.HIERARCHY, index("a.B"));
        store.prune();

        assertNull(store.load("key", Depth.HIERARCHY));
    }

    /** An index says which filters and constraints there are: somebody else's must not be believed. */
    @ParameterizedTest
    @CsvSource({
        "annotations, rwxrwx---, false",
        "annotations, rwx---rwx, false",
        "work, rwx---rwx, false",
        "work, rwxrwx---, true",
        "annotations, r-xr-xr-x, true",
    })
    void usesNoFolderThatOthersMayWrite(String which, String permissions, boolean used) throws IOException {
        store.save("key", Depth.HIERARCHY, index("a.B"));
        Path changed = which.equals("work") ? folder.getParent() : folder;
        Files.setPosixFilePermissions(changed, PosixFilePermissions.fromString(permissions));
        IndexStore other = new IndexStore(folder, 10_000);

        assertEquals(used, other.load("key", Depth.HIERARCHY) != null);
        other.save("other", Depth.HIERARCHY, index("a.B"));
        if (!used) {
            assertEquals(List.of("key-hierarchy.index"), files());
        }
        Files.setPosixFilePermissions(changed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void usesNoFolderOfSomebodyElse() throws IOException {
        assumeTrue(Files.getAttribute(parent, "unix:uid").equals(0), "only root gives files away");
        store.save("key", Depth.HIERARCHY, index("a.B"));
        Files.setAttribute(folder.getParent(), "unix:uid", 12_345);

        assertNull(new IndexStore(folder, 10_000).load("key", Depth.HIERARCHY));
    }

    @Test
    void removesWhatNobodyHasAskedForLongest() throws IOException {
        String name = "a.".repeat(2_000) + "B";
        Instant start = Instant.now().minusSeconds(1_000_000);
        for (int i = 0; i < 3; i++) {
            store.save("key" + i, Depth.HIERARCHY, index(name));
            Files.setLastModifiedTime(folder.resolve("key" + i + "-hierarchy.index"),
                    FileTime.from(start.plusSeconds(i)));
        }
        Files.writeString(folder.resolve("somebody's.txt"), "x");
        Files.writeString(folder.resolve("new-1.tmp"), "x");
        Files.setLastModifiedTime(folder.resolve("new-1.tmp"), FileTime.from(start));
        store.load("key0", Depth.HIERARCHY);

        store.prune();

        assertEquals(List.of("key0-hierarchy.index", "key2-hierarchy.index", "somebody's.txt"), files());
    }
}
