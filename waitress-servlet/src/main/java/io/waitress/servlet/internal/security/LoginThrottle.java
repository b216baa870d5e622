package io.waitress.servlet.internal.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Delays logins after failures, for the name and for the address: some failures are free, then no attempt is looked at
 * for a second, after the next failure for two, and so on up to a minute. Nobody waits here; who comes too early is told
 * when to come again. Failures are forgotten after a quarter of an hour without a further one, or when too many other
 * names or addresses have failed since. Names that differ in case only count as one. Safe from any thread.
 *
 * <p>Attempts that run at the same time are not held against each other, so that as many as there are workers may come
 * on top.
 */
public final class LoginThrottle {

    /** Failures that cost a name nothing. */
    static final int FREE_OF_NAME = 5;

    /** Failures that cost an address nothing; there may be a whole company behind it. */
    static final int FREE_OF_ADDRESS = 20;

    private static final int MOST = 10_000;
    private static final long LONGEST_DELAY_SECONDS = 60;
    private static final long MEMORY_NANOS = Duration.ofMinutes(15).toNanos();
    private static final int NETWORK_GROUPS = 4;
    private static final int MAX_KEY = 64;

    /** Failures in a row, when the last one was, and the one spelling with which they were made, or null for several. */
    private record Failures(int count, long lastNanos, String spelling) {
    }

    /** The failures of all names, or all addresses, the latest last. */
    private static final class Table extends LinkedHashMap<String, Failures> {

        private static final long serialVersionUID = 1L;

        private final transient int free;

        Table(int free) {
            super(16, 0.75f, true);
            this.free = free;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST;
        }

        /** Returns the nanoseconds to wait from now; not more than 0 for none. */
        long delay(String key, long now) {
            Failures failures = key == null ? null : get(key);
            return failures == null ? 0 : delayNanos(failures.count) - (now - failures.lastNanos);
        }

        private long delayNanos(int count) {
            int beyond = count - free;
            long seconds = beyond < 0 ? 0 : beyond > 6 ? LONGEST_DELAY_SECONDS : 1L << beyond;
            return TimeUnit.SECONDS.toNanos(Math.min(seconds, LONGEST_DELAY_SECONDS));
        }

        void failed(String key, String spelling, long now) {
            if (key != null) {
                Failures before = get(key);
                boolean first = before == null || now - before.lastNanos > MEMORY_NANOS;
                boolean same = first || spelling.equals(before.spelling);
                put(key, new Failures(first ? 1 : before.count + 1, now, same ? spelling : null));
            }
        }

        void succeeded(String key, String spelling) {
            Failures failures = get(key);
            if (failures != null && spelling.equals(failures.spelling)) {
                remove(key);
            }
        }
    }

    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Table names = new Table(FREE_OF_NAME);            // guarded by lock
    private final Table addresses = new Table(FREE_OF_ADDRESS);     // guarded by lock

    /** Creates one that knows of no failure. */
    public LoginThrottle() {
        this(System::nanoTime);
    }

    LoginThrottle(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Tells when an attempt with a name may be made.
     *
     * @param name the user's name
     * @return the seconds to wait, 0 for at once
     */
    public int delayOfName(String name) {
        return delaySeconds(names, folded(name));
    }

    /**
     * Tells when an attempt from an address may be made.
     *
     * @param address the client's address, or null if it has none
     * @return the seconds to wait, 0 for at once
     */
    public int delayOfAddress(String address) {
        return delaySeconds(addresses, network(address));
    }

    private int delaySeconds(Table table, String key) {
        long now = nanoClock.getAsLong();
        long delay;
        lock.lock();
        try {
            delay = table.delay(key, now);
        } finally {
            lock.unlock();
        }
        return delay <= 0 ? 0 : (int) TimeUnit.NANOSECONDS.toSeconds(delay + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    /**
     * Notes that an attempt has failed.
     *
     * @param name the user's name
     * @param address the client's address, or null
     */
    public void failed(String name, String address) {
        long now = nanoClock.getAsLong();
        lock.lock();
        try {
            names.failed(folded(name), bounded(name), now);
            String network = network(address);
            addresses.failed(network, network, now);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that somebody could not even try a name: whoever goes on trying is delayed by address in the end.
     *
     * @param address the client's address, or null
     */
    public void failed(String address) {
        long now = nanoClock.getAsLong();
        lock.lock();
        try {
            String network = network(address);
            addresses.failed(network, network, now);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that a user has logged in. The address is not cleared by that: somebody with an account could go on guessing
     * those of others; nor are failures with other spellings of the name, which may be another user's.
     *
     * @param name the user's name
     */
    public void succeeded(String name) {
        lock.lock();
        try {
            names.succeeded(folded(name), bounded(name));
        } finally {
            lock.unlock();
        }
    }

    /** Realms may ignore the case of names, so that all spellings count as one. */
    private static String folded(String name) {
        return bounded(name.strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    /** Clients choose names of any length; that two long ones may count as one does no harm. */
    private static String bounded(String key) {
        return key.length() <= MAX_KEY
                ? key
                : key.substring(0, MAX_KEY) + Integer.toHexString(key.hashCode());
    }

    /** A client chooses freely among the addresses of its IPv6 network, which is the first half. */
    private static String network(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return address;
        }
        int end = -1;
        for (int group = 0; group < NETWORK_GROUPS; group++) {
            int colon = address.indexOf(':', end + 1);
            if (colon < 0) {
                return address;
            }
            end = colon;
        }
        return address.substring(0, end);
    }
}
