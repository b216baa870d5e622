package io.waitress.core.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.AddressRange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

    private final AddressLimit limit = new AddressLimit(2, List.of(AddressRange.parse("10.0.0.0/8")));

    @Test
    void countsEachAddressByItself() {
        assertTrue(limit.tryAcquire(client("192.0.2.1", 1)));
        assertTrue(limit.tryAcquire(client("192.0.2.1", 2)));
        assertFalse(limit.tryAcquire(client("192.0.2.1", 3)));
        assertTrue(limit.tryAcquire(client("192.0.2.2", 1)));
    }

    @Test
    void forgetsWhoHasGone() {
        for (int i = 0; i < 3; i++) {
            assertTrue(limit.tryAcquire(client("192.0.2.1", 1)));
            assertTrue(limit.tryAcquire(client("192.0.2.1", 2)));
            limit.release(client("192.0.2.1", 1));
            limit.release(client("192.0.2.1", 2));
        }
        assertEquals(0, limit.size());
    }

    @Test
    void countsNetworksOfSixtyFourBits() {
        assertTrue(limit.tryAcquire(client("2001:db8::1", 1)));
        assertTrue(limit.tryAcquire(client("2001:db8::ffff:1", 1)));
        assertFalse(limit.tryAcquire(client("2001:db8::2", 1)));
        assertTrue(limit.tryAcquire(client("2001:db8:0:1::2", 1)));
    }

    @Test
    void countsNoProxiesAndNoLocalSockets() {
        for (int i = 0; i < 10; i++) {
            assertTrue(limit.tryAcquire(client("10.1.2.3", i)));
            assertTrue(limit.tryAcquire(UnixDomainSocketAddress.of("")));
        }
        assertEquals(0, limit.size());
    }

    @Test
    void canBeOff() {
        AddressLimit none = new AddressLimit(0, List.of());
        assertTrue(none.tryAcquire(client("192.0.2.1", 1)));
        none.release(client("192.0.2.1", 1));
        assertEquals(0, none.size());
    }

    @Test
    void countsWhatManyThreadsDo() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 100_000).parallel().forEach(i -> {
            if (limit.tryAcquire(client("192.0.2.1", 1))) {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                open.decrementAndGet();
                limit.release(client("192.0.2.1", 1));
            }
        });
        assertTrue(most.get() <= 2, "open at once: " + most);
        assertEquals(0, limit.size());
    }

    private static SocketAddress client(String address, int port) {
        return new InetSocketAddress(address, port);
    }
}
