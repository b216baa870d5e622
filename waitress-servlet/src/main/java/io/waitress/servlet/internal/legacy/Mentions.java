package io.waitress.servlet.internal.legacy;

/**
 * How many classes of a jar mention the Servlet API under its old and its new name.
 *
 * @param javax the old one
 * @param jakarta the new one
 */
record Mentions(int javax, int jakarta) {

    static final Mentions NONE = new Mentions(0, 0);

    Mentions plus(Mentions other) {
        return new Mentions(javax + other.javax, jakarta + other.jakarta);
    }

    /** Libraries for both worlds mention both; the application is made for the one that most of its classes use. */
    boolean legacy() {
        return javax > jakarta;
    }

    /** Reads what {@link #toString} has written, or returns null. */
    static Mentions parse(String text) {
        String[] numbers = text.split(" ", -1);
        try {
            return numbers.length == 2
                    ? new Mentions(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return javax + " " + jakarta;
    }
}
