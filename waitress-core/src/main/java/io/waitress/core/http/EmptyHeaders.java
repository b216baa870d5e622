package io.waitress.core.http;

/** The view that has no field. Immutable. */
final class EmptyHeaders implements Headers {

    static final Headers INSTANCE = new EmptyHeaders();

    private EmptyHeaders() {
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public String name(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String value(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String toString() {
        return "";
    }
}
