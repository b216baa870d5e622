package io.waitress.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds temporary files of the server that this process has open; where that cannot be seen, those left behind. */
final class SpillFiles {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private SpillFiles() {
    }

    static List<String> remaining() throws IOException {
        boolean visible = Files.isDirectory(OPEN_FILES);
        try (Stream<Path> files = Files.list(visible ? OPEN_FILES : Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> visible ? target(file) : file.toString())
                    .filter(name -> name.contains("waitress-") && name.contains(".spill")).toList();
        }
    }

    /**
     * Waits until there are no more than so many: the client may know of the end of a request before all of it is
     * released.
     */
    static void awaitAtMost(int count) throws IOException, InterruptedException {
        while (remaining().size() > count) {
            if (Thread.interrupted()) {
                throw new InterruptedException("These files remain: " + remaining());
            }
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException ignored) {
            // Closed in the meantime.
            return "";
        }
    }
}
