package io.waitress.core.internal.net;

import io.waitress.core.settings.AddressRange;
import io.waitress.core.settings.Settings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts the open connections of each client address, up to a limit. Of IPv6 the first 64 bits count, since the others
 * are the client's to choose. Any thread.
 */
final class AddressLimit {

    private final int limit;
    private final List<AddressRange> exempt;
    private final ConcurrentMap<Object, Integer> open = new ConcurrentHashMap<>();

    /**
     * @param limit 0 for none
     * @param exempt whose connections are not counted
     */
    AddressLimit(int limit, List<AddressRange> exempt) {
        this.limit = limit;
        this.exempt = exempt;
    }

    static AddressLimit of(Settings settings) {
        return new AddressLimit(settings.admission().connectionLimitPerAddress(), settings.proxy().trusted());
    }

    /** Counts a connection; false if there are as many as may be. */
    boolean tryAcquire(SocketAddress client) {
        Object key = key(client);
        if (key == null) {
            return true;
        }
        boolean[] acquired = new boolean[1];
        open.compute(key, (same, count) -> {
            acquired[0] = count == null || count < limit;
            return count == null ? Integer.valueOf(1) : acquired[0] ? count + 1 : count;
        });
        return acquired[0];
    }

    /** Counts a connection, which was acquired, no more. */
    void release(SocketAddress client) {
        Object key = key(client);
        if (key != null) {
            open.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns how many addresses are known. */
    int size() {
        return open.size();
    }

    /** Returns what is counted together, or null for what is not counted. */
    private Object key(SocketAddress client) {
        if (limit == 0 || !(client instanceof InetSocketAddress inet)) {
            return null;
        }
        for (AddressRange range : exempt) {
            if (range.contains(client)) {
                return null;
            }
        }
        InetAddress address = inet.getAddress();
        return address instanceof Inet6Address ? (Object) ByteBuffer.wrap(address.getAddress()).getLong() : address;
    }
}
