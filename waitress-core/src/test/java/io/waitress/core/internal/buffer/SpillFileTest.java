package io.waitress.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SpillFileTest {

    @TempDir
    Path directory;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void hasNoNameOnceItIsOpen() throws IOException {
        Path path = Files.createTempFile(directory, "a", "b");

        try (SpillFile file = SpillFile.open(path)) {
            assertFalse(Files.exists(path));

            file.append(ByteBuffer.wrap(new byte[3]));
            assertEquals(3, file.remaining());
        }
    }

    @Test
    void hasNoNameAfterClosing() throws IOException {
        Path path = Files.createTempFile(directory, "a", "b");

        SpillFile.open(path).close();

        assertFalse(Files.exists(path));
    }

    @Test
    void leavesNoFileBehindWhenOpeningFails() throws IOException {
        Path missing = directory.resolve("missing");

        assertThrows(IOException.class, () -> SpillFile.open(missing));

        assertFalse(Files.exists(missing));
    }

    @Test
    void startsAtTheBeginningAgainOnceItIsEmpty() throws IOException {
        Path path = Files.createTempFile(directory, "a", "b");
        Path twin = directory.resolve("twin");
        Files.createLink(twin, path);
        try (SpillFile file = SpillFile.open(path);
                FileChannel seen = FileChannel.open(twin, StandardOpenOption.READ)) {
            file.append(ByteBuffer.wrap(new byte[100]));
            file.read(ByteBuffer.allocate(100));

            file.append(ByteBuffer.wrap(new byte[1]));

            assertEquals(1, seen.size());
        }
    }
}
