package io.waitress.servlet.internal.check;

import java.util.ArrayList;
import java.util.List;

/** Names of classes and types in words. */
final class ClassNames {

    private ClassNames() {
    }

    static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }

    /** Returns the package, with slashes and a trailing one; empty for none. */
    static String packageOf(String internalName) {
        return internalName.substring(0, internalName.lastIndexOf('/') + 1);
    }

    /** Returns the parameters' types without their packages, or what stands there if it makes no sense. */
    static String parameters(String descriptor) {
        List<String> types = new ArrayList<>();
        int at = 1;
        while (at < descriptor.length() && descriptor.charAt(at) != ')') {
            int start = at;
            while (at < descriptor.length() && descriptor.charAt(at) == '[') {
                at++;
            }
            int dimensions = at - start;
            int end = at < descriptor.length() && descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) : at;
            if (end < 0 || end >= descriptor.length()) {
                return descriptor;
            }
            types.add(type(descriptor.substring(at, end + 1)) + "[]".repeat(dimensions));
            at = end + 1;
        }
        return String.join(", ", types);
    }

    private static String type(String descriptor) {
        return switch (descriptor.charAt(0)) {
            case 'B' -> "byte";
            case 'C' -> "char";
            case 'D' -> "double";
            case 'F' -> "float";
            case 'I' -> "int";
            case 'J' -> "long";
            case 'S' -> "short";
            case 'Z' -> "boolean";
            case 'L' -> descriptor.substring(Math.max(1, descriptor.lastIndexOf('/') + 1), descriptor.length() - 1);
            default -> descriptor;
        };
    }
}
