package io.waitress.core.internal.net;

/**
 * What the connections of a dispatcher were doing.
 *
 * @param active had something under way
 * @param idle were between two requests
 * @param closing were at their end
 */
public record Census(int active, int idle, int closing) {

    static final Census NONE = new Census(0, 0, 0);

    /** Counts. Dispatcher role. */
    static Census of(ConnectionTable connections) {
        int idle = 0;
        int open = 0;
        for (Connection each = connections.first(); each != null; each = each.next) {
            if (each.open()) {
                open++;
                idle += each.evictable() ? 1 : 0;
            }
        }
        return new Census(open - idle, idle, connections.size() - open);
    }
}
