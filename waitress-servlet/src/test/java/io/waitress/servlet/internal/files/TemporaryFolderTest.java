package io.waitress.servlet.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void isOpenToItsOwnerOnly() throws IOException {
        Path made = TemporaryFolder.create("waitress-test-");

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        assertTrue(made.getFileName().toString().startsWith("waitress-test-"));
        assertEquals(Path.of(System.getProperty("java.io.tmpdir")), made.getParent());
        TemporaryFolder.delete(made);
    }

    @Test
    void isNewEachTime() throws IOException {
        Path one = TemporaryFolder.create("waitress-test-");
        Path other = TemporaryFolder.create("waitress-test-");

        assertNotEquals(one, other);
        TemporaryFolder.delete(one);
        TemporaryFolder.delete(other);
    }

    @Test
    void isDeletedWithAllButNothingBehindItsLinks() throws IOException {
        Path target = folder.resolve("target");
        Path kept = Files.writeString(folder.resolve("kept"), "x");
        Files.createDirectories(target.resolve("a/b"));
        Files.writeString(target.resolve("a/b/c"), "x");
        Files.createSymbolicLink(target.resolve("a/link"), kept);
        Files.createSymbolicLink(target.resolve("a/folder-link"), folder);

        TemporaryFolder.delete(target);

        assertFalse(Files.exists(target));
        assertTrue(Files.exists(kept));
    }
}
