package io.waitress.servlet.internal.legacy;

/** The library that restoring needs, which is optional. */
final class Asm {

    static final boolean PRESENT =
            Asm.class.getClassLoader().getResource("org/objectweb/asm/ClassReader.class") != null;

    private Asm() {
    }
}
