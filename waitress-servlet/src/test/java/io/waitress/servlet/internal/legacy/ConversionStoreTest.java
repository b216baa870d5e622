package io.waitress.servlet.internal.legacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.waitress.servlet.internal.legacy.ConversionStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionStoreTest {

    @TempDir
    private Path parent;
    private Path folder;
    private Path target;
    private Path jar;
    private ConversionStore store;

    @BeforeEach
    void makeStore() throws IOException {
        folder = parent.resolve("work/legacy");
        target = parent.resolve("taken.jar");
        jar = parent.resolve("converted.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("a.txt"));
            out.write("converted".getBytes());
        }
        store = new ConversionStore(folder, 10_000);
    }

    private Path kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }

    @Test
    void remembersWhatItWasTold() throws IOException {
        store.keep("changed", jar);
        store.keep("same", null);
        store.mentions("changed", new Mentions(3, 1));
        ConversionStore later = new ConversionStore(folder, 10_000);

        assertEquals(Kept.UNCHANGED, later.take("same", target));
        assertEquals(Kept.NOTHING, later.take("other", target));
        assertFalse(Files.exists(target));
        assertEquals(Kept.CONVERTED, later.take("changed", target));
        assertArrayEquals(Files.readAllBytes(jar), Files.readAllBytes(target));
        assertEquals(new Mentions(3, 1), later.mentions("changed"));
        assertNull(later.mentions("same"));
    }

    @Test
    void takesWhatAnotherServerRemovesAtOnce() throws IOException {
        ConversionStore other = new ConversionStore(folder, 0);
        other.keep("key", jar);
        Files.writeString(target, "in the way");
        assertEquals(Kept.CONVERTED, store.take("key", target));

        other.prune();

        assertEquals(Kept.NOTHING, store.take("key", parent.resolve("second.jar")));
        assertArrayEquals(Files.readAllBytes(jar), Files.readAllBytes(target));
    }

    /** A file without content is what a power failure may leave behind. */
    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10, 60})
    void ignoresWhatIsCutOff(int length) throws IOException {
        store.keep("key", jar);
        Files.write(kept(), Arrays.copyOf(Files.readAllBytes(jar), length));

        assertEquals(Kept.NOTHING, store.take("key", target));
        assertFalse(Files.exists(target));
        store.keep("key", jar);
        assertEquals(Kept.CONVERTED, store.take("key", target));
    }

    /** What is kept is run. */
    @Test
    void usesNoFolderThatOthersMayWrite() throws IOException {
        store.keep("key", jar);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertEquals(Kept.NOTHING, new ConversionStore(folder, 10_000).take("key", target));
    }

    @Test
    void doesWithoutAFolderThatCannotBeMade() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "no folder");

        store.keep("key", jar);
        store.mentions("key", Mentions.NONE);
        store.prune();

        assertEquals(Kept.NOTHING, store.take("key", target));
        assertNull(store.mentions("key"));
    }
}
