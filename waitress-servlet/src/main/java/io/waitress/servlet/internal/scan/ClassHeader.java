package io.waitress.servlet.internal.scan;

import org.objectweb.asm.ClassReader;

/** Asks a class file about itself. Needs ASM. */
public final class ClassHeader {

    private ClassHeader() {
    }

    /** Returns the name of a class's superclass, or null if it has none or is malformed. */
    public static String superclass(byte[] file) {
        try {
            String name = new ClassReader(file).getSuperName();
            return name == null ? null : name.replace('/', '.');
        } catch (RuntimeException e) {
            return null; // no class, so there is nothing above it
        }
    }
}
