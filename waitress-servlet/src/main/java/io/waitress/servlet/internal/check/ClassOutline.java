package io.waitress.servlet.internal.check;

import java.util.Arrays;
import java.util.List;

/**
 * What other classes can see of a class. Immutable, but for the arrays, which nobody changes.
 *
 * @param name its internal name
 * @param superName that of its superclass, or null
 * @param interfaces those of its interfaces
 * @param access its flags
 * @param version the major version of its class file
 * @param content differs, most likely, where class files do
 * @param members names with descriptors of its methods and fields, sorted
 */
record ClassOutline(String name, String superName, List<String> interfaces, int access, int version,
        int content, String[] members) {

    private static final int INTERFACE = 0x0200;

    boolean isInterface() {
        return (access & INTERFACE) != 0;
    }

    boolean declares(String signature) {
        return Arrays.binarySearch(members, signature) >= 0;
    }
}
