package io.waitress.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(300)
class DirectMemoryTest {

    @TempDir
    private Path folder;

    /** Asks for more direct memory than there is, some times, and tells what that is to the server. */
    static final class Greedy {

        private Greedy() {
        }

        public static void main(String[] arguments) {
            for (int i = 0; i < 3; i++) {
                try {
                    ByteBuffer.allocateDirect(2 << 20);
                } catch (OutOfMemoryError e) {
                    System.out.println(DirectMemory.lacking(e).getMessage());
                }
            }
        }
    }

    /** The virtual machine tells by its words only which memory there is none of. */
    @Test
    void isKnownByWhatTheVirtualMachineSays() throws Exception {
        Path classes = location(DirectMemory.class);
        String classPath = String.join(File.pathSeparator, classes.toString(),
                classes.resolveSibling("test-classes").toString(), location(LoggerFactory.class).toString());
        Path said = folder.resolve("said");
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxDirectMemorySize=1m", "-cp", classPath, Greedy.class.getName())
                .redirectOutput(said.toFile()).redirectError(log.toFile()).start();

        assertEquals(0, process.waitFor(), () -> read(log));
        assertEquals("The virtual machine has no direct memory left\n".repeat(3), read(said));
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without memory on the heap nothing is in order, so the server has to stop. */
    @Test
    void otherMemoryIsAnotherMatter() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");

        assertSame(error, assertThrows(OutOfMemoryError.class, () -> DirectMemory.lacking(error)));
        assertThrows(OutOfMemoryError.class, () -> DirectMemory.lacking(new OutOfMemoryError()));
    }

    @Test
    void aFileOperationFailsAsOthersDo() {
        assertEquals("The virtual machine has no direct memory left", assertThrows(IOException.class,
                () -> Interrupts.deferred(() -> {
                    throw new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory");
                })).getMessage());
    }
}
