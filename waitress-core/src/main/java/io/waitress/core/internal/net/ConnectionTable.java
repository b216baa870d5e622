package io.waitress.core.internal.net;

import java.util.function.Consumer;

/** The open connections of one dispatcher, linked through themselves. Confined to the dispatcher role. */
final class ConnectionTable {

    private Connection first;
    private int size;

    void add(Connection connection) {
        connection.next = first;
        if (first != null) {
            first.previous = connection;
        }
        first = connection;
        size++;
    }

    void remove(Connection connection) {
        if (connection.previous == null) {
            first = connection.next;
        } else {
            connection.previous.next = connection.next;
        }
        if (connection.next != null) {
            connection.next.previous = connection.previous;
        }
        connection.previous = null;
        size--;
    }

    /** Returns any of the connections, to go on by their links; or null if there is none. */
    Connection first() {
        return first;
    }

    int size() {
        return size;
    }

    /** Calls the action for each connection; it may close that one. */
    void forEach(Consumer<Connection> action) {
        Connection next;
        for (Connection each = first; each != null; each = next) {
            next = each.next;
            action.accept(each);
        }
    }

    /** Returns, of the connections with nothing under way, the one idle longest; or null if there is none. */
    Connection longestIdle() {
        Connection found = null;
        for (Connection each = first; each != null; each = each.next) {
            if (each.evictable() && (found == null || each.lastActivity() - found.lastActivity() < 0)) {
                found = each;
            }
        }
        return found;
    }
}
