package io.waitress.servlet.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class path of applications that are named by class. */
final class ClassPath {

    private ClassPath() {
    }

    /** Reads a class path, in the words of {@code origin} if an entry does not exist. */
    static List<Path> parse(String text, String origin) throws UsageException {
        List<Path> entries = new ArrayList<>();
        for (String entry : text.split(File.pathSeparator)) {
            boolean wildcard = entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*");
            Path path = Path.of(wildcard ? entry.substring(0, entry.length() - 1) : entry);
            if (!Files.exists(path)) {
                throw new UsageException(origin + ": there is no " + path);
            }
            if (wildcard) {
                entries.addAll(jars(path, origin));
            } else {
                entries.add(path);
            }
        }
        return entries;
    }

    private static List<Path> jars(Path folder, String origin) throws UsageException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UsageException(origin + ": " + folder + " cannot be listed: " + e.getMessage());
        }
    }
}
