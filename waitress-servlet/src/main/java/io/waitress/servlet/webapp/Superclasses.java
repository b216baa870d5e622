package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.scan.ClassHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows superclasses without loading them. Needs ASM. */
final class Superclasses {

    private Superclasses() {
    }

    /** Returns the names of a class's superclasses that are the application's, nearest first. */
    static List<String> of(String className, ClassLoader loader) {
        List<String> above = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(className)); // classes that are malformed may extend each other
        String next = superclass(className, loader);
        while (next != null && seen.add(next)) {
            above.add(next);
            next = superclass(next, loader);
        }
        return above;
    }

    private static String superclass(String className, ClassLoader loader) {
        if (className.startsWith("java.") || className.startsWith("jakarta.servlet.")) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
            return in == null ? null : ClassHeader.superclass(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("class " + className + " cannot be read", e);
        }
    }
}
