package io.waitress.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the temporary files that this process has open, or that have been left behind. */
final class SpillFiles {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private SpillFiles() {
    }

    static List<String> remaining() throws IOException {
        Stream<String> open = Files.isDirectory(OPEN_FILES) ? open() : Stream.of();
        try (Stream<Path> named = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return Stream.concat(open, named.map(Path::toString)).filter(name -> name.matches(".*/waitress-[^/]*\\.spill.*"))
                    .toList();
        }
    }

    private static Stream<String> open() throws IOException {
        try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
            return descriptors.map(SpillFiles::target).toList().stream();
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
