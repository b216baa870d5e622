package io.waitress.servlet.internal.check;

/**
 * A method or field as other classes refer to it.
 *
 * @param owner the internal name of the class by which it is asked for
 * @param name its name
 * @param descriptor its type
 * @param kind what it is expected to be
 */
record MemberReference(String owner, String name, String descriptor, Kind kind) {

    /** What is expected. */
    enum Kind { FIELD, METHOD, INTERFACE_METHOD }

    /** Returns name and descriptor, by which a class has it. */
    String signature() {
        return name + descriptor;
    }

    /** Returns the member as people write it: {@code com.shop.Cart.add(String, int)}. */
    String text() {
        String className = ClassNames.dotted(owner);
        if (kind == Kind.FIELD) {
            return className + "." + name;
        }
        String parameters = ClassNames.parameters(descriptor);
        return name.equals("<init>")
                ? "new " + className + "(" + parameters + ")"
                : className + "." + name + "(" + parameters + ")";
    }
}
