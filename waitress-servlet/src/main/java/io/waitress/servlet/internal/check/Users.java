package io.waitress.servlet.internal.check;

/** How many classes refer to something, and the first of them. Confined to one thread. */
final class Users {

    private final String first;
    private int count = 1;

    Users(String first) {
        this.first = first;
    }

    void another() {
        count++;
    }

    int count() {
        return count;
    }

    /** Returns the internal name of one of them. */
    String first() {
        return first;
    }

    /** Returns them for people: {@code com.shop.Cart and 3 more}. */
    String text() {
        String name = ClassNames.dotted(first);
        return count == 1 ? name : name + " and " + (count - 1) + " more";
    }
}
