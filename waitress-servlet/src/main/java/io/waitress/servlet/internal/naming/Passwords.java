package io.waitress.servlet.internal.naming;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Passwords of resources: in the properties, or in a file of their own. Stateless. */
final class Passwords {

    /** The property that names the file. */
    static final String FILE = "passwordFile";

    private static final String TEXT = "password";

    private Passwords() {
    }

    /**
     * Checks that there is at most one.
     *
     * @throws IllegalArgumentException if there are two
     */
    static void check(Map<String, String> properties) {
        if (properties.containsKey(FILE) && properties.containsKey(TEXT)) {
            throw new IllegalArgumentException("both password and passwordFile; expected one of them");
        }
    }

    /** Returns the password, or null. Of a file it is the first line. */
    static String of(Map<String, String> properties) throws IOException {
        String file = properties.get(FILE);
        if (file == null) {
            return properties.get(TEXT);
        }
        try (BufferedReader reader = Files.newBufferedReader(Path.of(file))) {
            String line = reader.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new IOException("the passwordFile " + file + " cannot be read: " + e, e);
        }
    }
}
